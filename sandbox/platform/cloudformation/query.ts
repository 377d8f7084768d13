import { ApiResponse, ServiceError } from '../core';
import { xmlResponse } from '../protocols';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

/** The content of an element: lists become `<member>`s, and undefined values are left out. */
export type Xml = string | number | boolean | Date | undefined | readonly Xml[] | { readonly [name: string]: Xml };

/** The input of a Query-protocol call. */
export class QueryInput {
  public constructor(private readonly parameters: URLSearchParams) {}

  public get(name: string): string | undefined {
    return this.parameters.get(name) ?? undefined;
  }

  public require(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw new ServiceError('ValidationError', `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`);
    return value;
  }

  public flag(name: string): boolean | undefined {
    const value = this.get(name);
    return value === undefined ? undefined : value === 'true';
  }

  /** Whether the request has a parameter at all. An empty list is sent as `Name=`. */
  public has(name: string): boolean {
    return [...this.parameters.keys()].some((key) => key === name || key.startsWith(`${name}.`));
  }

  /** The members of a list: `Name.member.1`, `Name.member.2`, … */
  public list(name: string): string[] {
    return this.indexed((index) => this.get(`${name}.member.${index}`));
  }

  /** A list of pairs as a record: `Tags.member.1.Key` with `Tags.member.1.Value`, … */
  public record(name: string, key: string, value: string): Record<string, string> {
    const entries = this.indexed((index) => {
      const entryKey = this.get(`${name}.member.${index}.${key}`);
      return entryKey === undefined ? undefined : { entryKey, entryValue: this.get(`${name}.member.${index}.${value}`) };
    });
    // An entry need not have the member that is asked for: a parameter has a value or UsePreviousValue.
    return Object.fromEntries(entries.flatMap(({ entryKey, entryValue }) => entryValue === undefined ? [] : [[entryKey, entryValue]]));
  }

  private indexed<T>(read: (index: number) => T | undefined): T[] {
    const found: T[] = [];
    for (let index = 1, value = read(1); value !== undefined; value = read(++index)) found.push(value);
    return found;
  }
}

export function queryResponse(action: string, result: Xml): ApiResponse {
  return xmlResponse({
    [`${action}Response`]: { '@xmlns': NAMESPACE, [`${action}Result`]: forBuilder(result), 'ResponseMetadata': { RequestId: 'local' } },
  });
}

function forBuilder(value: Xml): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return { member: value.map(forBuilder) };
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined).map(([name, member]) => [name, forBuilder(member)]));
}
