import { ServiceError } from './core';

/** Whether a line of a log matches. */
export type LineMatch = (message: string) => boolean;

type Condition = (line: unknown) => boolean;

const TOKENS = /\s*(\(|\)|&&|\|\||=|\$\.[\w.]+|"(?:[^"\\]|\\.)*")/y;

/**
 * Reads a filter pattern of CloudWatch Logs that compares members of a JSON line with strings, such as `{ ($.level = "ERROR") &&
 * ($.logicalId = "*") }`. Here `*` matches anything. An empty pattern matches every line.
 */
export function filterPattern(pattern: string): LineMatch {
  if (pattern.trim() === '') return () => true;
  const condition = new Reader(pattern).read();
  return (message) => {
    const line = json(message);
    return line !== undefined && condition(line);
  };
}

/** Reads from left to right; `&&` binds closer than `||`. */
class Reader {
  private readonly tokens: readonly string[];
  private next = 0;

  public constructor(private readonly pattern: string) {
    const inner = /^\s*\{(.*)\}\s*$/s.exec(pattern)?.[1];
    if (inner === undefined) throw this.unknown();
    this.tokens = this.split(inner);
  }

  public read(): Condition {
    const condition = this.any();
    if (this.next < this.tokens.length) throw this.unknown();
    return condition;
  }

  private any(): Condition {
    const parts = [this.all()];
    while (this.take('||')) parts.push(this.all());
    return (line) => parts.some((part) => part(line));
  }

  private all(): Condition {
    const parts = [this.one()];
    while (this.take('&&')) parts.push(this.one());
    return (line) => parts.every((part) => part(line));
  }

  private one(): Condition {
    if (this.take('(')) {
      const condition = this.any();
      if (!this.take(')')) throw this.unknown();
      return condition;
    }
    const [member = '', equals, value = ''] = this.tokens.slice(this.next, this.next + 3);
    if (!member.startsWith('$.') || equals !== '=' || !value.startsWith('"')) throw this.unknown();
    this.next += 3;
    const path = member.slice(2).split('.');
    const literals = String(JSON.parse(value)).split('*').map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const wanted = new RegExp(`^${literals.join('.*')}$`, 's');
    return (line) => {
      const found = path.reduce(memberOf, line);
      return (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean') && wanted.test(String(found));
    };
  }

  private take(token: string): boolean {
    if (this.tokens[this.next] !== token) return false;
    this.next += 1;
    return true;
  }

  private split(text: string): readonly string[] {
    const tokens: string[] = [];
    TOKENS.lastIndex = 0;
    while (text.slice(TOKENS.lastIndex).trim() !== '') {
      const token = TOKENS.exec(text)?.[1];
      if (token === undefined) throw this.unknown();
      tokens.push(token);
    }
    return tokens;
  }

  private unknown(): ServiceError {
    return new ServiceError('InvalidParameterException', `the local cloud cannot read the filter pattern ${JSON.stringify(this.pattern)}`);
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
