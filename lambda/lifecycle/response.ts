/**
 * Sends the response to CloudFormation. It needs only Node.js, so it works even if the rest of the handler is broken.
 */
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { redact } from './redact';
import { timeLeft } from './time-left';

/** The members that identify a request to CloudFormation. */
export interface Addressee {
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** A presigned URL: with it, anybody could respond for this resource. It must never be logged. */
  readonly ResponseURL: string;
}

/** The result of a request. All responses to one request are equal. */
export interface Response {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly physicalId: string;
  /** The reason of a failure, for the person who reads the stack's events. */
  readonly reason?: string;
  /** The attributes for `Fn::GetAtt`. */
  readonly data?: Readonly<Record<string, string>>;
}

/** The longest response, in bytes. CloudFormation fails the resource with a sentence of its own if a response is longer. */
const LONGEST_BODY = 4096;

/** Pauses between the attempts, in milliseconds. The state machine repeats the task after them. */
const RESPONSE_PAUSES = [200, 1_000, 3_000];

/** The pauses if no execution can repeat the response: as long as an invocation lasts. */
export const PAUSES_WITHOUT_EXECUTION = [...RESPONSE_PAUSES, ...Array<number>(8).fill(10_000)];

/** The longest time for one attempt, until the output is complete, in milliseconds. */
const LONGEST_TRY = 10_000;

/** The time of the invocation that the last attempt leaves, in milliseconds. */
const TO_END = 500;

/** The longest reason on record, in characters. The service may quote a whole property in its message. */
const LONGEST_REASON = 2_000;

/**
 * Shortens a reason at its end, so an execution has space for it, and a response also for what follows it, such as the
 * names of the logs.
 */
export function shortened(reason: string): string {
  const characters = Array.from(reason);
  return characters.length > LONGEST_REASON ? `${characters.slice(0, LONGEST_REASON).join('')}…` : reason;
}

/** The body of a response. A reason that is too long is shortened at its end. */
export function renderResponse(to: Addressee, response: Response): string {
  const render = (reason: string | undefined): string => JSON.stringify({
    Status: response.status,
    Reason: reason,
    PhysicalResourceId: response.physicalId,
    StackId: to.StackId,
    RequestId: to.RequestId,
    LogicalResourceId: to.LogicalResourceId,
    Data: response.data,
  });
  const given = response.reason ?? (response.status === 'FAILED' ? 'no reason was given' : undefined);
  const reason = given && redact(given);
  let body = render(reason);
  if (reason === undefined) return body;
  // The reason is cut between code points, so no character is broken. JSON may escape one character with up to six bytes,
  // so the size is measured again after each cut.
  const characters = Array.from(reason);
  let excess = Buffer.byteLength(body) - LONGEST_BODY;
  while (excess > 0 && characters.length > 0) {
    characters.length -= Math.min(characters.length, Math.ceil(excess / 6));
    body = render(`${characters.join('')}…`);
    excess = Buffer.byteLength(body) - LONGEST_BODY;
  }
  return body;
}

/**
 * Sends a response. Repeats it while that can help and time is left. It is harmless to send the same response twice.
 *
 * @throws ResponseNotDelivered - The response may have arrived nevertheless, so no other one may follow.
 */
export async function sendResponse(to: Addressee, response: Response, pauses: readonly number[] = RESPONSE_PAUSES): Promise<void> {
  if (!isOfCloudFormation(to.ResponseURL)) throw new ResponseNotDelivered(to, 'its URL does not belong to CloudFormation\'s bucket in this region');
  const body = renderResponse(to, response);
  for (let attempt = 0; ; attempt += 1) {
    const problem = await put(to.ResponseURL, body, Math.min(LONGEST_TRY, timeLeft() - TO_END));
    if (problem === undefined) return;
    const pause = pauses[attempt];
    if (pause === undefined || pause + TO_END >= timeLeft()) throw new ResponseNotDelivered(to, problem);
    await sleep(pause);
  }
}

/**
 * Whether a URL belongs to the bucket that CloudFormation has for responses in this region. Its name contains the region
 * without hyphens. Someone who may invoke the function must not be able to make it send data to any other place.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/vpc-interface-endpoints.html
 */
function isOfCloudFormation(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { AWS_REGION: region = '', URL_SUFFIX: suffix } = process.env;
  const { protocol, hostname } = new URL(url);
  const bucket = `cloudformation-custom-resource-response-${region.replaceAll('-', '')}`;
  if (protocol !== 'https:' || !hostname.startsWith(bucket)) return false;
  // The endpoints of Amazon S3 have several forms: s3.amazonaws.com, s3-eu-west-1.amazonaws.com,
  // s3.eu-west-1.amazonaws.com, and so on.
  return /^\.s3[.-]/.test(hostname.slice(bucket.length)) && (!suffix || hostname.endsWith(`.${suffix}`));
}

/** The response could not be delivered. Neither the message nor the cause may contain the ResponseURL. */
export class ResponseNotDelivered extends Error {
  public constructor(to: Addressee, problem: string) {
    super(`the response to request ${to.RequestId} for ${to.LogicalResourceId} could not be delivered to CloudFormation: ${problem}`);
    this.name = 'ResponseNotDelivered';
  }
}

/** Sends one request. Returns what went wrong, without the URL. */
async function put(url: string, body: string, limit: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const call = request(url, {
      method: 'PUT',
      // The URL is signed for an empty content type.
      headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) },
    }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      response.once('end', () => end(Math.floor(status / 100) === 2 ? undefined : `HTTP status ${status}`));
      response.once('error', failed);
    });
    // A socket timeout would only end an idle connection. This timer also ends one that never completes.
    const timer = setTimeout(() => call.destroy(new Error('it took too long')), Math.max(0, limit));
    const end = (problem: string | undefined): void => {
      clearTimeout(timer);
      resolve(problem);
    };
    const failed = (error: NodeJS.ErrnoException): void => end(error.code ?? error.message);
    call.once('error', failed);
    call.end(body);
  });
}
