/** The reference paths of the Amazon States Language: `$`, `$.a.b`, `$['a']`, `$.a[0]`, and `$$…` into the context object. */

type Json = Record<string, unknown>;

function steps(path: string): (string | number)[] {
  const found: (string | number)[] = [];
  const step = /\.([A-Za-z_][\w-]*)|\['([^']+)'\]|\[(\d+)\]/y;
  step.lastIndex = path.startsWith('$$') ? 2 : 1;
  while (path.startsWith('$') && step.lastIndex < path.length) {
    const match = step.exec(path);
    if (!match) break;
    found.push(match[3] === undefined ? match[1] ?? match[2] : Number(match[3]));
    if (step.lastIndex === path.length) return found;
  }
  if (path === '$' || path === '$$') return found;
  throw new Error(`the path ${JSON.stringify(path)} is not understood; only $, .name, ['name'] and [index] are`);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

/** The value at a path, or undefined if none exists. */
export function read(path: string, data: unknown, context: unknown): unknown {
  return steps(path).reduce<unknown>(
    (value, step) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined), path.startsWith('$$') ? context : data,
  );
}

/** A copy of the data with the value at a path. Missing objects on the path are created. */
export function write(path: string, data: unknown, value: unknown): unknown {
  const put = ([step, ...rest]: (string | number)[], at: unknown): unknown => {
    if (step === undefined) return value;
    if (Array.isArray(at)) return at.map((item, index) => (index === step ? put(rest, item) : item));
    const object = isObject(at) ? at : {};
    return { ...object, [step]: put(rest, object[step]) };
  };
  return put(steps(path), data);
}
