/** A service behind a real endpoint that returns the replies of a test, for clients on the wire. */
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  readonly status?: number;
  readonly error?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is if it is text. */
  readonly body?: object | string;
  /** The connection ends there: before the reply, or after the head and half of the body. */
  readonly cut?: 'before' | 'within';
  /** Nothing more comes: nothing at all, or nothing after the head and half of the body. */
  readonly hangs?: 'before' | 'within';
}

interface Seen {
  readonly line: string;
  readonly authorization?: string;
  readonly body: string;
}

export class Wire {
  /** The requests. */
  public readonly seen: Seen[] = [];
  /** The replies in order. The last one stays. */
  public replies: Reply[] = [{}];
  private readonly events = new EventEmitter();
  /** Resolves once the first connection hangs. */
  public readonly hung: Promise<unknown> = once(this.events, 'hang');
  private readonly environment = process.env;
  private readonly server: Server = createServer((request, response) => {
    void readBody(request).then((body) => {
      this.seen.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization, body });
      const next = (this.replies.length > 1 ? this.replies.shift() : this.replies[0]) ?? {};
      const { status = 200, error, headers, body: content = {}, cut, hangs } = next;
      if (cut === 'before') return request.socket.destroy();
      if (hangs === 'before') return void this.events.emit('hang');
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        // A reply that is only text does not come from the service.
        ...typeof content === 'string' ? {} : { 'x-amzn-requestid': 'a-request' },
        ...error ? { 'x-amzn-errortype': error } : {},
        ...headers,
      });
      if (cut ?? hangs) return response.write(text.slice(0, text.length / 2), () => { if (cut) request.socket.destroy(); else this.events.emit('hang'); });
      return response.end(text);
    });
  });

  /** From here on, new clients use this endpoint. */
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

  /** The bodies of the requests that had one. */
  public get inputs(): unknown[] {
    return this.seen.filter(({ body }) => body !== '').map(({ body }) => JSON.parse(body));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}
