import { fromEnv } from '@aws-sdk/credential-provider-env';

/** How every client sends. How long it may take until an answer is complete stands where the calls are made. */
export const SENDING = {
  requestHandler: { connectionTimeout: 3_000 },
  /** Whoever makes a call decides whether it is made again: the SDK would do so unseen, also with one that may have acted. */
  maxAttempts: 1,
};

/**
 * What the SDK's own clients are made with. Lambda puts the keys of the function's role into its environment, and nowhere
 * else: the bundle leaves out what the SDK would look elsewhere with.
 */
export const CLIENT_OPTIONS = { ...SENDING, credentials: fromEnv() };
