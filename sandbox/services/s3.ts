import { createHash, randomUUID } from 'node:crypto';
import { ApiRequest, ApiResponse, ObjectStore, Place, Service, ServiceError } from '../core';
import { xmlResponse } from '../protocols';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Buckets and objects, as far as the CDK CLI publishes assets; path style only. */
export class S3 implements Service, ObjectStore {
  public readonly signingNames = ['s3'];
  /** The bootstrap stack's bucket for assets, there from the start. */
  public readonly assetBucket: string;
  private readonly buckets = new Map<string, Map<string, Buffer>>();
  /** The parts of unfinished multipart uploads by upload id. */
  private readonly uploads = new Map<string, Map<number, Buffer>>();

  public constructor(place: Place) {
    this.assetBucket = `cdk-hnb659fds-assets-${place.account}-${place.region}`;
    this.buckets.set(this.assetBucket, new Map());
  }

  public get(bucket: string, key: string): Buffer | undefined {
    return this.buckets.get(bucket)?.get(key);
  }

  /** Makes the bucket where there is none. */
  public put(bucket: string, key: string, body: Buffer): void {
    const objects = this.buckets.get(bucket) ?? new Map<string, Buffer>();
    this.buckets.set(bucket, objects.set(key, body));
  }

  public operation({ method, path, query }: ApiRequest): string {
    const ofObject = locate(path).key !== '';
    if (!ofObject) {
      if (method === 'HEAD') return 'HeadBucket';
      if (query.has('location')) return 'GetBucketLocation';
      if (query.has('encryption')) return 'GetBucketEncryption';
      if (method === 'GET') return 'ListObjectsV2';
    } else if (query.has('uploads')) {
      return 'CreateMultipartUpload';
    } else if (query.has('uploadId')) {
      const operations: Record<string, string> = { PUT: 'UploadPart', POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload' };
      if (operations[method]) return operations[method];
    } else {
      const operations: Record<string, string> = { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' };
      if (operations[method]) return operations[method];
    }
    return 'Unknown';
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    const { bucket, key } = locate(request.path);
    const objects = this.buckets.get(bucket);
    if (objects === undefined) throw new ServiceError('NoSuchBucket', `The specified bucket does not exist: ${bucket}`, 404);
    switch (this.operation(request)) {
      case 'HeadBucket': return { status: 200 };
      case 'GetBucketLocation': return xmlResponse({ LocationConstraint: { '@xmlns': NAMESPACE } });
      case 'GetBucketEncryption': return encryption();
      case 'ListObjectsV2': return list(bucket, objects, request.query.get('prefix') ?? '');
      case 'PutObject': {
        const body = payload(request);
        objects.set(key, body);
        return { status: 200, headers: { etag: etag(body) } };
      }
      case 'GetObject': return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: existing(objects, key) };
      case 'HeadObject': return { status: 200, headers: { 'content-length': String(existing(objects, key).length) } };
      case 'DeleteObject':
        objects.delete(key);
        return { status: 204 };
      case 'CreateMultipartUpload': {
        const UploadId = randomUUID();
        this.uploads.set(UploadId, new Map());
        return xmlResponse({ InitiateMultipartUploadResult: { '@xmlns': NAMESPACE, 'Bucket': bucket, 'Key': key, UploadId } });
      }
      case 'UploadPart': {
        const body = payload(request);
        this.upload(request).set(Number(request.query.get('partNumber')), body);
        return { status: 200, headers: { etag: etag(body) } };
      }
      case 'CompleteMultipartUpload': {
        const body = Buffer.concat([...this.upload(request)].sort(([a], [b]) => a - b).map(([, part]) => part));
        this.uploads.delete(request.query.get('uploadId') ?? '');
        objects.set(key, body);
        return xmlResponse({ CompleteMultipartUploadResult: { '@xmlns': NAMESPACE, 'Bucket': bucket, 'Key': key, 'ETag': etag(body) } });
      }
      case 'AbortMultipartUpload':
        this.uploads.delete(request.query.get('uploadId') ?? '');
        return { status: 204 };
      default: throw new ServiceError('NotImplemented', `the local cloud has no S3 operation for ${request.method} ${request.path}`, 501);
    }
  }

  public renderError(error: ServiceError): ApiResponse {
    return xmlResponse({ Error: { Code: error.code, Message: error.message, RequestId: 'local' } }, error.status);
  }

  private upload(request: ApiRequest): Map<number, Buffer> {
    const parts = this.uploads.get(request.query.get('uploadId') ?? '');
    if (parts === undefined) throw new ServiceError('NoSuchUpload', 'The specified upload does not exist.', 404);
    return parts;
  }
}

function locate(path: string): { bucket: string; key: string } {
  const [bucket, ...key] = path.slice(1).split('/').map(decodeURIComponent);
  return { bucket, key: key.join('/') };
}

function existing(objects: Map<string, Buffer>, key: string): Buffer {
  const body = objects.get(key);
  if (body === undefined) throw new ServiceError('NoSuchKey', `The specified key does not exist: ${key}`, 404);
  return body;
}

function etag(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function encryption(): ApiResponse {
  const Rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
  return xmlResponse({ ServerSideEncryptionConfiguration: { '@xmlns': NAMESPACE, Rule } });
}

function list(bucket: string, objects: Map<string, Buffer>, prefix: string): ApiResponse {
  const Contents = [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .map(([Key, body]) => ({ Key, Size: body.length, ETag: etag(body), LastModified: new Date().toISOString() }));
  return xmlResponse({
    ListBucketResult: {
      '@xmlns': NAMESPACE, 'Name': bucket, 'Prefix': prefix, 'KeyCount': Contents.length, 'MaxKeys': 1000, 'IsTruncated': false, Contents,
    },
  });
}

/** The body without the chunk framing in which SDKs send streams: `<hexadecimal size>[;signature]`, data, and so on to a chunk of size 0. */
function payload({ headers, body }: ApiRequest): Buffer {
  if (!headers['x-amz-content-sha256']?.startsWith('STREAMING-')) return body;
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = parseInt(body.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) return Buffer.concat(chunks);
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
