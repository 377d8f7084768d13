/** The parts of the samples of sentences. */
import { CallError } from '../../lambda/lifecycle/aws-error';

/** Every form of each sentence of a module, with names in angle brackets for the values. */
export type Samples<Sentences> = { readonly [Name in keyof Sentences]: readonly string[] };

/** An error from AWS by its name, as the handler passes it on. */
export function error(name: string, operation = '<operation>'): CallError {
  return new CallError(operation, Object.assign(new Error('<message of AWS>'), { name }));
}
