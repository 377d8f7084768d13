/**
 * The answer to CloudFormation, with nothing but Node.js under it: whatever else is broken, this still works.
 */
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { redact } from './redact';
import { timeLeft } from './time-left';

/** What names a request to CloudFormation. */
export interface Addressee {
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Pre-signed: whoever has it can answer in our place. It must never be logged. */
  readonly ResponseURL: string;
}

/** What came of a request. The same request always gets the same answer. */
export interface Response {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly physicalId: string;
  /** Why it failed, for the person who reads the stack's events. */
  readonly reason?: string;
  /** What `Fn::GetAtt` finds. */
  readonly data?: Readonly<Record<string, string>>;
}

/** CloudFormation takes no more, and fails the resource with a sentence of its own instead. */
const LONGEST_BODY = 4096;

/** Pauses between the tries, in milliseconds. Where a state machine stands behind them, it has more time for more. */
const PAUSES = [200, 1_000, 3_000];

/** Where nothing does: as much as an invocation has time for. */
export const PAUSES_WITHOUT_EXECUTION = [...PAUSES, ...Array<number>(8).fill(10_000)];

/** How long one try may take, until the reply is complete, in milliseconds. */
const LONGEST_TRY = 10_000;

/** What is left of an invocation after the last try, in milliseconds. */
const TO_END = 500;

/** The body of an answer; a reason that is too long loses its end. */
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
  // By code points, so that no character is cut in two. Escaping can make one character up to six bytes long, so the
  // cut is measured again instead of calculated.
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
 * Sends an answer, trying again while that can help and there is time. Sending the same answer twice is harmless.
 *
 * @throws AnswerNotDelivered - and the answer may have got there all the same, so that it must be followed by no other one
 */
export async function sendResponse(to: Addressee, response: Response, pauses: readonly number[] = PAUSES): Promise<void> {
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
 * CloudFormation takes answers in a bucket of its own in each region, whose name holds that region's without hyphens. Who
 * may invoke the function must not be able to make it send something anywhere else.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/vpc-interface-endpoints.html
 */
function isOfCloudFormation(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { AWS_REGION: region = '', URL_SUFFIX: suffix } = process.env;
  const { protocol, hostname } = new URL(url);
  const bucket = `cloudformation-custom-resource-response-${region.replaceAll('-', '')}`;
  if (protocol !== 'https:' || !hostname.startsWith(bucket)) return false;
  // The endpoints of Amazon S3 have several forms: s3.amazonaws.com, s3-eu-west-1.amazonaws.com, s3.eu-west-1.amazonaws.com, and so on.
  return /^\.s3[.-]/.test(hostname.slice(bucket.length)) && (!suffix || hostname.endsWith(`.${suffix}`));
}

/** Neither its message nor its cause may hold the ResponseURL. */
export class ResponseNotDelivered extends Error {
  public constructor(to: Addressee, problem: string) {
    super(`the response to request ${to.RequestId} for ${to.LogicalResourceId} could not be delivered to CloudFormation: ${problem}`);
    this.name = 'AnswerNotDelivered';
  }
}

/** Says what went wrong, without the URL. */
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
    // A socket that is idle is one thing, another one that never comes to an end.
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
