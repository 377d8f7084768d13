import { once } from 'node:events';
import { createServer, IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { ApiRequest, ApiResponse, ResponseDoor, Service, ServiceError } from './core';
import { Credentials, Holder } from './credentials';
import { jsonError, queryError, restJsonError } from './protocols';
import { ConnectionCut, Traffic } from './traffic';

/** Custom resources PUT their responses, unsigned, to a host whose name starts like this. */
const RESPONSE_HOST = 'cloudformation-custom-resource-response';
/** The header in which the Lambda loader names the process of such a response. Nothing else identifies it. */
const CALLER_HEADER = 'x-sandbox-caller';
/** Larger bodies, such as code archives, are not logged. */
const LOGGED_BODY_BYTES = 65_536;

export interface ServerOptions {
  readonly traffic: Traffic;
  readonly credentials: Credentials;
  readonly responses: ResponseDoor;
  /** The services of a region, the global ones included. Without a region: those for requests that name none. */
  servicesIn(region?: string): readonly Service[];
}

/** The one HTTP endpoint of all services. The credential scope of the signature says which service is meant. */
export class Server {
  private readonly http: HttpServer;

  public constructor(private readonly options: ServerOptions) {
    this.http = createServer((request, response) => void this.serve(request, response));
    // A client may use a connection again after any time, so the server closes none.
    this.http.keepAliveTimeout = 0;
    this.http.requestTimeout = 0;
    this.http.headersTimeout = 0;
  }

  /** Listens on the loopback interface only. Port 0 is any free one. Resolves to the port. */
  public async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(port, '127.0.0.1', () => resolve());
    });
    const address = this.http.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
    return address.port;
  }

  public async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.http.close(() => resolve());
      this.http.closeAllConnections();
    });
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const { status, headers, body } = await this.respond(incoming);
      // A Date header with the wall clock's time would look like a clock skew to SDK clients with the local cloud's time. They
      // would then retry errors that they otherwise would not.
      outgoing.sendDate = false;
      outgoing.writeHead(status, { 'x-amzn-requestid': 'local', ...headers });
      outgoing.end(incoming.method === 'HEAD' ? undefined : body);
    } catch (error) {
      leaveWithout(error instanceof ConnectionCut ? error.how : 'cut', outgoing);
    }
  }

  private async respond(incoming: IncomingMessage): Promise<ApiResponse> {
    const body = await readBody(incoming);
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const [path, query] = splitOnce(incoming.url ?? '/', '?');
    if (headers.host?.startsWith(RESPONSE_HOST)) {
      const holder = this.options.credentials.holder(headers[CALLER_HEADER]);
      return carried(incoming, holder, async () => this.receiveResponse(path, incoming.url ?? '/', body.toString(), holder));
    }

    const parameters = new URLSearchParams(query);
    const scope = credentialScope(headers.authorization, parameters);
    if (scope === undefined) return restJsonError(new ServiceError('MissingAuthenticationToken', 'Missing Authentication Token', 403));
    const holder = this.options.credentials.holder(scope.accessKeyId);
    const request: ApiRequest = {
      service: scope.service, method: incoming.method ?? 'GET', path, query: parameters, headers, body, principal: holder.principal,
    };
    try {
      const service = this.service(scope);
      return await carried(incoming, holder, async () => this.handle(service, request, holder));
    } catch (error) {
      if (error instanceof ServiceError) return this.unserved(error, request);
      throw error;
    }
  }

  /** An error that no service raised, in the protocol of the called service, or else in that of the request. */
  private unserved(error: ServiceError, request: ApiRequest): ApiResponse {
    const service = this.options.servicesIn().find(({ signingNames }) => signingNames.includes(request.service));
    if (service !== undefined) return service.renderError(error, request);
    if ('x-amz-target' in request.headers) return jsonError(error);
    return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? queryError(error) : restJsonError(error);
  }

  /** Throws if the region or service does not exist. */
  private service({ region, service }: Scope): Service {
    const found = this.options.servicesIn(region).find(({ signingNames }) => signingNames.includes(service));
    if (found === undefined) throw new ServiceError('UnknownService', `the local cloud has no service "${service}"`, 400);
    return found;
  }

  private async handle(service: Service, request: ApiRequest, { principal, process }: Holder): Promise<ApiResponse> {
    const input = loggedBody(request.body);
    try {
      const call = { service: request.service, operation: service.operation(request), principal, path: request.path, input };
      return await this.options.traffic.carry(call, async (entry) => {
        const response = await service.handle(request);
        entry.status = response.status;
        return response;
      }, () => process?.kill());
    } catch (error) {
      if (error instanceof ConnectionCut) throw error;
      const known = asServiceError(error);
      const rendered = service.renderError(known, request);
      const { retryAfterSeconds } = known;
      return retryAfterSeconds === undefined ? rendered : { ...rendered, headers: { ...rendered.headers, 'retry-after': String(retryAfterSeconds) } };
    }
  }

  private async receiveResponse(path: string, url: string, body: string, { principal, process }: Holder): Promise<ApiResponse> {
    const call = { service: 'cloudformation-response', operation: 'PutResponse', principal, path, input: loggedBody(Buffer.from(body)) };
    try {
      return await this.options.traffic.carry(call, async (entry) => {
        const response = this.options.responses.receive(url, body);
        entry.status = response.status;
        return response;
      }, () => process?.kill());
    } catch (error) {
      if (error instanceof ConnectionCut) throw error;
      return { status: asServiceError(error).status, body: String(error) };
    }
  }
}

/** Ends the call without a readable output, as a fault or the caller itself requires. */
function leaveWithout(how: ConnectionCut['how'], outgoing: ServerResponse): void {
  outgoing.sendDate = false;
  // A caller that is left waiting ends the connection itself.
  if (how === 'hang') return;
  if (how === 'cut') outgoing.destroy();
  else if (how === 'within') outgoing.writeHead(200, { 'content-length': 1_000 }).write('{', () => outgoing.destroy());
  else outgoing.writeHead(how.status).end(how.body);
}

/** Time stands still for the calling process, except while its call waits. */
async function carried(incoming: IncomingMessage, { process }: Holder, call: () => Promise<ApiResponse>): Promise<ApiResponse> {
  process?.calls();
  try {
    return await call();
  } catch (error) {
    if (error instanceof ConnectionCut && error.how === 'hang') await once(incoming.socket, 'close');
    throw error;
  } finally {
    await process?.returns();
  }
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  return new ServiceError('InternalFailure', error instanceof Error ? error.stack ?? error.message : String(error), 500);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

interface Scope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** `<access key>/<date>/<region>/<service>/aws4_request`, from the header or from a presigned URL. */
function credentialScope(authorization: string | undefined, query: URLSearchParams): Scope | undefined {
  const credential = /Credential=([^,\s]+)/.exec(authorization ?? '')?.[1] ?? query.get('X-Amz-Credential') ?? '';
  const [accessKeyId, , region, service] = credential.split('/');
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}

function loggedBody(body: Buffer): unknown {
  if (body.length > LOGGED_BODY_BYTES) return `<${body.length} bytes>`;
  const text = body.toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
