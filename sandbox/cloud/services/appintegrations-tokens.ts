import { invalid } from './appintegrations-wire';

/** The first answer to each client token: a repetition gets it again, even when it is no longer true. */
export class ClientTokens<T> {
  private readonly answers = new Map<string, { readonly parameters: string; readonly answer: T }>();

  /** Acts, unless the token was used for the same before; what failed was not used. */
  public once(token: string | undefined, parameters: unknown, act: () => T): T {
    if (token === undefined) return act();
    const now = JSON.stringify(parameters);
    const before = this.answers.get(token);
    if (before === undefined) {
      const answer = act();
      this.answers.set(token, { parameters: now, answer });
      return answer;
    }
    if (before.parameters !== now) {
      throw invalid(`ClientToken ${token} was used with other parameters before: ${before.parameters}, now ${now}`);
    }
    return before.answer;
  }
}
