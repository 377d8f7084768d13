/** What the samples of sentences are made with. */
import { CallError } from '../../lambda/lifecycle/aws-error';

/** Every form that each sentence of a module can take, with names in angle brackets where something is filled in. */
export type Samples<Sentences> = { readonly [Name in keyof Sentences]: readonly string[] };

/** An error of AWS by its name, as the handler passes it on. */
export function error(name: string, operation = '<operation>'): CallError {
  return new CallError(operation, Object.assign(new Error('<message of AWS>'), { name }));
}
