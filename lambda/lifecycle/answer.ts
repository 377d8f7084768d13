/**
 * The answer to CloudFormation, with nothing but Node.js under it: whatever else is broken, this still works.
 */
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { redact } from './redact';

/** What names a request to CloudFormation. */
export interface Addressee {
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Pre-signed: whoever has it can answer in our place. It must never be logged. */
  readonly ResponseURL: string;
}

/** What came of a request. The same request always gets the same answer. */
export interface Answer {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly physicalId: string;
  /** Why it failed, for the person who reads the stack's events. */
  readonly reason?: string;
  /** What `Fn::GetAtt` finds. */
  readonly data?: Readonly<Record<string, string>>;
}

/** CloudFormation takes no more, and fails the resource with a sentence of its own instead. */
const LONGEST_BODY = 4096;

/** Pauses between the tries, in milliseconds. */
const PAUSES = [200, 1_000, 3_000];

/** The body of an answer; a reason that is too long loses its end. */
export function renderAnswer(to: Addressee, answer: Answer): string {
  const render = (reason: string | undefined): string => JSON.stringify({
    Status: answer.status,
    Reason: reason,
    PhysicalResourceId: answer.physicalId,
    StackId: to.StackId,
    RequestId: to.RequestId,
    LogicalResourceId: to.LogicalResourceId,
    Data: answer.data,
  });
  const given = answer.reason ?? (answer.status === 'FAILED' ? 'no reason was given' : undefined);
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

/** Sends an answer, trying again while that can help. Sending the same answer twice is harmless. */
export async function sendAnswer(to: Addressee, answer: Answer): Promise<void> {
  const body = renderAnswer(to, answer);
  for (let attempt = 0; ; attempt += 1) {
    const problem = await put(to.ResponseURL, body);
    if (problem === undefined) return;
    const pause = PAUSES[attempt];
    if (pause === undefined) throw new AnswerNotDelivered(to, problem);
    await sleep(pause);
  }
}

/** Neither its message nor its cause may hold the ResponseURL. */
export class AnswerNotDelivered extends Error {
  public constructor(to: Addressee, problem: string) {
    super(`the answer to request ${to.RequestId} for ${to.LogicalResourceId} could not be delivered to CloudFormation: ${problem}`);
    this.name = 'AnswerNotDelivered';
  }
}

/** Says what went wrong, without the URL. */
async function put(url: string, body: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    try {
      const call = request(url, {
        method: 'PUT',
        // The URL is signed for an empty content type.
        headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) },
        timeout: 10_000,
      }, (response) => {
        response.resume();
        const status = response.statusCode ?? 0;
        response.once('end', () => resolve(Math.floor(status / 100) === 2 ? undefined : `HTTP status ${status}`));
        response.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
      });
      call.once('timeout', () => call.destroy());
      call.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
      call.end(body);
    } catch (error) {
      // A URL that does not parse; the error's message would quote it.
      resolve(error instanceof Error ? error.name : 'unknown error');
    }
  });
}
