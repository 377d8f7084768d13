import { fromEnv } from '@aws-sdk/credential-provider-env';

/** How long a client waits: a call that hangs is better given up and made again than waited for. */
export const TIMEOUTS = { connectionTimeout: 3_000, requestTimeout: 10_000 };

/**
 * What every client is made with. Lambda puts the keys of the function's role into its environment, and nowhere else: the
 * bundle leaves out what the SDK would look elsewhere with.
 */
export const CLIENT_OPTIONS = { requestHandler: TIMEOUTS, credentials: fromEnv() };

/**
 * For calls that make something: one that may have acted must be looked after before it is made again, and the SDK's own
 * retries would do so unseen.
 */
export const NO_RETRIES = { maxAttempts: 1 };
