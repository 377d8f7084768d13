/** Takes the answers to CloudFormation: what goes out by HTTPS ends in a plain server of the test. */
import { createServer, type Server } from 'node:http';
import { globalAgent } from 'node:https';
import { connect } from 'node:net';

export interface Answer {
  readonly bytes: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export class AnswerServer {
  public static async start(): Promise<AnswerServer> {
    const answers = new AnswerServer();
    // Answers go to the bucket of the region that the handler runs in, and nowhere else.
    process.env.AWS_REGION = 'us-east-1';
    await new Promise<void>((resolve) => answers.server.listen(0, '127.0.0.1', resolve));
    globalAgent.createConnection = () => connect(answers.port, '127.0.0.1');
    return answers;
  }

  public readonly received: Answer[] = [];
  private readonly createConnection = globalAgent.createConnection;
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      this.received.push({ bytes: body.length, body: JSON.parse(body.toString()) as Answer['body'] });
      response.writeHead(200).end();
    });
  });

  private constructor() {}

  public async stop(): Promise<void> {
    globalAgent.createConnection = this.createConnection;
    globalAgent.destroy();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  /** What came since the last time that this was asked. */
  public take(): Answer[] {
    return this.received.splice(0);
  }

  private get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return address.port;
  }
}
