/** Where the answers to CloudFormation end: calls by HTTPS reach a plain server of the test instead. */
import { createServer, type Server } from 'node:http';
import { globalAgent } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

interface Put {
  readonly method?: string;
  readonly url?: string;
  readonly contentType?: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A status; or it is cut off, before the reply or within; or none comes for as long as is waited for one. */
type Reply = number | 'cut' | 'half' | 'silence';

export class AnswerEnd {
  /** What was sent. */
  public readonly puts: Put[] = [];
  /** What comes back from the next ones; 200 once it is used up. */
  public replies: Reply[] = [];
  private readonly createConnection = globalAgent.createConnection;
  private client: Socket | undefined;
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      this.puts.push({ method, url, contentType: headers['content-type'], body: JSON.parse(Buffer.concat(chunks).toString()) });
      const reply = this.replies.shift() ?? 200;
      if (reply === 'silence') this.client?.emit('timeout');
      else if (reply === 'cut') response.destroy();
      else if (reply === 'half') response.writeHead(200, { 'content-length': 2 }).write('h', () => response.destroy());
      else response.writeHead(reply).end();
    });
  });

  public async start(): Promise<void> {
    await new Promise<void>((listening) => { this.server.listen(0, '127.0.0.1', listening); });
    globalAgent.createConnection = () => {
      this.client = connect((this.server.address() as AddressInfo).port, '127.0.0.1');
      return this.client;
    };
  }

  public async stop(): Promise<void> {
    globalAgent.createConnection = this.createConnection;
    globalAgent.destroy();
    await new Promise((closed) => { this.server.close(closed); this.server.closeAllConnections(); });
  }
}
