import { fromEnv } from '@aws-sdk/credential-provider-env';

/** The options of every client. `calling.ts` limits the time until an output is complete. */
export const SENDING = {
  requestHandler: { connectionTimeout: 3_000 },
  /** The caller decides whether a call is repeated. The SDK would also repeat a call that may have acted. */
  maxAttempts: 1,
};

/**
 * The options of the SDK's own clients. Lambda puts the keys of the function's role into its environment. The bundle leaves
 * out the code with which the SDK would look for keys elsewhere.
 */
export const CLIENT_OPTIONS = { ...SENDING, credentials: fromEnv() };
