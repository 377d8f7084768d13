/** Values that no type would allow, or at the limits of a service. */
import { Fn, Token } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';

/** A piece of text that is awkward in some way. */
const awkward = fc.constantFrom(
  '', ' ', '\t', '\n', 'two\nlines', '\0', '\u202e', 'é', 'e\u0301', '😀', '\ud800', '日本語', '__proto__', 'constructor', 'toString',
  '${Name}', '${AWS::Region}', '{{resolve:ssm:x}}', '"', '\\', '/', '//', 's3://', 'arn:', 'arn:aws:es', '*', '0', '-1', 'null', 'undefined', 'NaN',
);

/** Values that are known only at deployment, as text. */
const tokens: fc.Arbitrary<string> = fc.constantFrom('Region', 'Name').chain((name) => fc.constantFrom(
  Fn.ref(name), `prefix-${Fn.ref(name)}`, Fn.importValue(name), Fn.select(0, Fn.split('/', Fn.ref(name))),
));

/** Text around a limit of length: of plain letters, of unicode, of anything. */
export function text(max: number, valid = 'a'): fc.Arbitrary<unknown> {
  const lengths = fc.constantFrom(0, 1, 2, max - 1, max, max + 1, max * 10);
  return fc.oneof(
    lengths.chain((length) => fc.constantFrom(valid.repeat(Math.ceil(length / valid.length)).slice(0, length), '😀'.repeat(length), ' '.repeat(length))),
    fc.string({ unit: 'binary', maxLength: 40 }),
    awkward,
    tokens,
    other,
  );
}

/** Literal text with a few of its characters replaced, doubled or removed. */
export function mutated(original: string): fc.Arbitrary<unknown> {
  const edit = (inserted: fc.Arbitrary<string>) => fc.tuple(fc.nat(original.length), fc.nat(3), inserted);
  // A token can only be the last edit, because another one would cut it in two.
  const edits = fc.tuple(fc.array(edit(awkward), { maxLength: 1 }), edit(fc.oneof(awkward, tokens)));
  return fc.oneof(
    edits.map(([first, last]) => [...first, last].reduce(
      (result, [at, length, inserted]) => result.slice(0, at) + inserted + result.slice(at + length), original,
    )),
    text(2048),
  );
}

class Impostor {
  public readonly node = { path: 'not a construct' };
}

function circular(): unknown {
  const object: Record<string, unknown> = {};
  object.self = object;
  return object;
}

/** Anything but text. */
export const other: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null, true, false, 0, -1, 1.5, NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER, 10n, Symbol('symbol'), () => 'function', Date, [], [[]], [null], {}, { a: 1 },
    Object.create(null), new Date(0), new Date(NaN), new Map([['a', 'b']]), new Set(['a']), /a/, new Impostor(), JSON.parse('{"__proto__":{"polluted":"yes"}}'),
    'text'.split(''), Buffer.from('bytes'),
  ),
  fc.constant(null).map(circular),
  fc.constantFrom('Region').chain((name) => fc.constantFrom<unknown>(
    Token.asNumber(Fn.ref(name)), Token.asList(Fn.ref(name)), Token.asAny(Fn.ref(name)),
  )),
  fc.anything({ maxDepth: 2, withNullPrototype: true, withBigInt: true }),
);
