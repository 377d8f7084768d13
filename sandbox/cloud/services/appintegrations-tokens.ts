import { invalid } from './appintegrations-wire';

/** The first output for each client token. A repeated call gets the same output, even if it is no longer true. */
export class ClientTokens<T> {
  private readonly outputs = new Map<string, { readonly parameters: string; readonly output: T }>();

  /** Acts, unless the token was already used with the same parameters. A failed call does not use up its token. */
  public once(token: string | undefined, parameters: unknown, act: () => T): T {
    if (token === undefined) return act();
    const now = JSON.stringify(parameters);
    const before = this.outputs.get(token);
    if (before === undefined) {
      const output = act();
      this.outputs.set(token, { parameters: now, output: output });
      return output;
    }
    if (before.parameters !== now) {
      throw invalid(`ClientToken ${token} was used with other parameters before: ${before.parameters}, now ${now}`);
    }
    return before.output;
  }
}
