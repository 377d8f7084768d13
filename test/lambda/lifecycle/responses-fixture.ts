/** The receiver of responses to CloudFormation: HTTPS requests reach a plain server of the test instead. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import { globalAgent } from 'node:https';
import { type AddressInfo, connect } from 'node:net';

interface Put {
  readonly method?: string;
  readonly url?: string;
  readonly contentType?: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A status; or the connection is cut before or within the reply; or no reply comes, or one that never ends. */
type Reply = number | 'cut' | 'half' | 'silence' | 'trickle';

/** The host that a function in us-east-1 may respond to. */
export const RESPONSE_URL = 'https://cloudformation-custom-resource-response-useast1.s3.us-east-1.amazonaws.com/a-response';

export class ResponseReceiver {
  /** The responses that were sent. */
  public readonly puts: Put[] = [];
  /** The next replies; 200 once they are used up. */
  public replies: Reply[] = [];
  private readonly createConnection = globalAgent.createConnection;
  private readonly environment = process.env;
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      this.puts.push({ method, url, contentType: headers['content-type'], body: JSON.parse(Buffer.concat(chunks).toString()) });
      const reply = this.replies.shift() ?? 200;
      if (reply === 'silence') return;
      if (reply === 'trickle') this.trickle(response);
      else if (reply === 'cut') response.destroy();
      else if (reply === 'half') response.writeHead(200, { 'content-length': 2 }).write('h', () => response.destroy());
      else response.writeHead(reply).end();
    });
  });

  public async start(): Promise<void> {
    await new Promise<void>((listening) => { this.server.listen(0, '127.0.0.1', listening); });
    process.env = { ...this.environment, AWS_REGION: 'us-east-1', URL_SUFFIX: 'amazonaws.com' };
    globalAgent.createConnection = () => connect((this.server.address() as AddressInfo).port, '127.0.0.1');
  }

  public async stop(): Promise<void> {
    process.env = this.environment;
    globalAgent.createConnection = this.createConnection;
    globalAgent.destroy();
    await new Promise((closed) => { this.server.close(closed); this.server.closeAllConnections(); });
  }

  /** A socket that keeps receiving data is never idle. */
  private trickle(response: ServerResponse): void {
    response.writeHead(200);
    const drops = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(drops));
  }
}
