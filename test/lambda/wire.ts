/** A service behind a real endpoint that answers what a test says: for clients on the wire. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Answer {
  readonly status?: number;
  readonly error?: string;
  /** Sent as JSON, or, if it is text, as it is. */
  readonly body?: object | string;
}

interface Seen {
  readonly line: string;
  readonly authorization?: string;
  readonly body: string;
}

export class Wire {
  /** What was asked. */
  public readonly seen: Seen[] = [];
  /** What is answered, one after another; the last one stays. */
  public answers: Answer[] = [{}];
  private readonly environment = process.env;
  private readonly server: Server = createServer((request, response) => {
    void readBody(request).then((body) => {
      this.seen.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization, body });
      const { status = 200, error, body: answer = {} } = (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? {};
      response.writeHead(status, { 'content-type': 'application/json', ...error ? { 'x-amzn-errortype': error } : {} });
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });

  /** From here on, clients that are made find it. */
  public async start(region: string): Promise<void> {
    await new Promise<void>((listening) => { this.server.listen(0, '127.0.0.1', listening); });
    process.env = {
      ...this.environment,
      AWS_REGION: region,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: 'AKEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
    };
  }

  public async stop(): Promise<void> {
    process.env = this.environment;
    await new Promise((closed) => { this.server.close(closed); this.server.closeAllConnections(); });
  }

  /** The bodies of what was asked, as far as it had one. */
  public get inputs(): unknown[] {
    return this.seen.filter(({ body }) => body !== '').map(({ body }) => JSON.parse(body));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}
