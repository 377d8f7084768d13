/**
 * What is either there or not, and of which a service says neither an id nor who made it: an access, a capability, a setting.
 */

/** What a resource stands for, and what is wanted of it. */
export interface Wanted {
  /** Which one it is: there is no more than one of a key. It stands in physical ids, so that these say what a resource stands for. */
  readonly key: string;
  /** What a person calls it. */
  readonly subject: string;
  /** What else is wanted of it; where that changes, it is made anew. */
  readonly details?: string;
  /** Where it belongs, by property: ARNs of the stack's own region and account. */
  readonly arns: Readonly<Record<string, string>>;
  /** Whether to use one that is there already, without ever removing it. */
  readonly adopt: boolean;
  /** @default - half an hour, for what does not wait */
  readonly maxWaitSeconds?: number;
}

/** What the service says of it. */
export interface Found {
  readonly status: 'there' | 'coming' | 'going' | 'failed';
  /** Whether it has all that is wanted of it. */
  readonly fits: boolean;
  /** How it is, in words of the service. */
  readonly description: string;
}

/** One kind of it, and the service behind that. */
export interface Presence<W extends Wanted> {
  /** What a resource of this kind is called in sentences, e.g. `VPC endpoint access`. */
  readonly noun: string;
  /** The property by which one that is there already is adopted. */
  readonly adoptedBy: string;
  /**
   * Whether there is one at most, whatever its key: what is made takes the place of what is there. `look` finds what is there, also one
   * of another key, which does not fit.
   */
  readonly exclusive?: boolean;
  /** @throws Refusal where a property is invalid */
  parse(properties: Readonly<Record<string, unknown>>): W;
  /** Undefined where there is none. */
  describe(wanted: W): Promise<Found | undefined>;
  /** What it is after that; it may take time to be there. */
  make(wanted: W): Promise<Found>;
  /** What is left of it after that; it may take time to be gone. */
  remove(wanted: W): Promise<Found | undefined>;
}
