/**
 * A resource that either exists or not. The service gives it no id and does not say who made it. Examples are an access, a
 * capability and a setting.
 */

/** The parsed properties of a resource. */
export interface Wanted {
  /**
   * The identity of the resource: at most one exists for each key. Physical ids contain it, so they say what a resource
   * holds.
   */
  readonly key: string;
  /** Its name for a person. */
  readonly subject: string;
  /** The other properties that matter. If they change, the resource is made again. */
  readonly details?: string;
  /** ARNs that must be in the stack's region and account, by property. */
  readonly arns: Readonly<Record<string, string>>;
  /** Whether to use a resource that already exists, without ever removing it. */
  readonly adopt: boolean;
  /** @default - half an hour, for kinds without this property */
  readonly maxWaitSeconds?: number;
}

/** The state of a resource in the service. */
export interface Found {
  readonly status: 'there' | 'coming' | 'going' | 'failed';
  /** Whether it has all the properties that are wanted. */
  readonly fits: boolean;
  /** Its state in words of the service. */
  readonly description: string;
}

/** One kind of resource, and its service. */
export interface Presence<W extends Wanted> {
  /** The name of this kind in sentences, e.g. `VPC endpoint access`. */
  readonly noun: string;
  /** The property that allows to adopt an existing resource. */
  readonly adoptedBy: string;
  /**
   * Whether only one can exist, whatever its key, so a new one replaces the existing one. `describe` then also finds one of
   * another key, which does not fit.
   */
  readonly exclusive?: boolean;
  /** @throws Refusal if a property is invalid */
  parse(properties: Readonly<Record<string, unknown>>): W;
  /** Undefined if it does not exist. */
  describe(wanted: W): Promise<Found | undefined>;
  /** Makes it, and returns its state after that. It may take time to be there. */
  make(wanted: W): Promise<Found>;
  /** Removes it, and returns its state after that. It may take time to be gone. */
  remove(wanted: W): Promise<Found | undefined>;
}
