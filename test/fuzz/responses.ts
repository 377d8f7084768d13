/** Receives the responses to CloudFormation: every HTTPS request arrives at a plain server of the test. */
import { createServer, type Server } from 'node:http';
import { globalAgent } from 'node:https';
import { connect } from 'node:net';

export interface SentResponse {
  readonly bytes: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export class ResponseServer {
  public static async start(): Promise<ResponseServer> {
    const server = new ResponseServer();
    // Responses go to the bucket of the region that the handler runs in, and nowhere else.
    process.env.AWS_REGION = 'us-east-1';
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    globalAgent.createConnection = () => connect(server.port, '127.0.0.1');
    return server;
  }

  public readonly received: SentResponse[] = [];
  private readonly createConnection = globalAgent.createConnection;
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      this.received.push({ bytes: body.length, body: JSON.parse(body.toString()) as SentResponse['body'] });
      response.writeHead(200).end();
    });
  });

  private constructor() {}

  public async stop(): Promise<void> {
    globalAgent.createConnection = this.createConnection;
    globalAgent.destroy();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  /** The responses since the last call. */
  public take(): SentResponse[] {
    return this.received.splice(0);
  }

  private get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return address.port;
  }
}
