import * as v from 'valibot';

/** Input that does not have the form that it must have. */
export class InvalidInput extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'InvalidInput';
  }
}

/** Parses input with a schema. The error names each invalid member, and what it must be. */
export function parse<S extends v.GenericSchema>(schema: S, input: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const issues = result.issues.slice(0, 3).map((issue) => `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
  throw new InvalidInput(`${what} is invalid: ${issues.join('; ')}`);
}
