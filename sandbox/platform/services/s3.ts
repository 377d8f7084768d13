import { createHash, randomUUID } from 'node:crypto';
import { ApiRequest, ApiResponse, ObjectStore, Place, Properties, Service, ServiceError } from '../core';
import { xmlResponse } from '../protocols';
import { PolicyDocument } from './resource-policies';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** The settings of a bucket other than its policy. */
export interface BucketConfiguration {
  /** How objects are encrypted that do not name an encryption themselves. @default - with a key of S3's own */
  readonly encryption?: { readonly SSEAlgorithm: string; readonly KMSMasterKeyID?: string };
  readonly ownershipControls?: Properties;
  readonly publicAccessBlock?: Properties;
}

/** The KMS key that encrypts objects, or undefined if it is a key of S3's own. */
export function defaultKey({ encryption }: BucketConfiguration): string | undefined {
  return encryption?.SSEAlgorithm.startsWith('aws:kms') ? encryption.KMSMasterKeyID ?? 'alias/aws/s3' : undefined;
}

export interface Bucket {
  readonly region: string;
  configuration: BucketConfiguration;
  policy?: PolicyDocument;
  readonly objects: Map<string, Buffer>;
}

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
}

/** Buckets and objects, as far as the CDK CLI publishes assets, in path style only. Also the policies of buckets. */
export class S3 implements Service, ObjectStore {
  public readonly signingNames = ['s3'];
  /** The bootstrap stack's bucket for assets. It exists from the start. */
  public readonly assetBucket: string;
  private readonly buckets = new Map<string, Bucket>();
  /** The parts of unfinished multipart uploads by upload id. */
  private readonly uploads = new Map<string, Map<number, Buffer>>();

  public constructor(private readonly place: Place) {
    this.assetBucket = this.addAssetBucket(place.region);
  }

  /** Creates the bucket that the bootstrap stack of a region has. Returns its name. */
  public addAssetBucket(region: string): string {
    const name = `cdk-hnb659fds-assets-${this.place.account}-${region}`;
    if (!this.buckets.has(name)) this.createBucket(name, {}, region);
    return name;
  }

  public get(bucket: string, key: string): Buffer | undefined {
    return this.buckets.get(bucket)?.objects.get(key);
  }

  /** Puts an object. Creates the bucket if it does not exist. */
  public put(bucket: string, key: string, body: Buffer): void {
    if (!this.buckets.has(bucket)) this.createBucket(bucket);
    this.existing(bucket).objects.set(key, body);
  }

  /** The objects whose keys begin with the prefix, by their keys. */
  public objects(bucket: string, prefix = ''): readonly StoredObject[] {
    return [...this.existing(bucket).objects]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, body]) => ({ key, body }))
      .sort((a, b) => a.key < b.key ? -1 : 1);
  }

  public bucket(bucket: string): Readonly<Bucket> | undefined {
    return this.buckets.get(bucket);
  }

  public createBucket(bucket: string, configuration: BucketConfiguration = {}, region = this.place.region): void {
    if (this.buckets.has(bucket)) throw new ServiceError('BucketAlreadyExists', `The requested bucket name is not available: ${bucket}`, 409);
    this.buckets.set(bucket, { region, configuration, objects: new Map() });
  }

  public configureBucket(bucket: string, configuration: BucketConfiguration): void {
    this.existing(bucket).configuration = configuration;
  }

  /** Deletes a bucket, if it exists. */
  public deleteBucket(bucket: string): void {
    if (this.buckets.get(bucket)?.objects.size) throw new ServiceError('BucketNotEmpty', `The bucket you tried to delete is not empty: ${bucket}`, 409);
    this.buckets.delete(bucket);
  }

  /** Deletes the objects of a bucket, if it exists. */
  public emptyBucket(bucket: string): void {
    this.buckets.get(bucket)?.objects.clear();
  }

  public bucketPolicy(bucket: string): PolicyDocument | undefined {
    return this.buckets.get(bucket)?.policy;
  }

  public putBucketPolicy(bucket: string, policy: PolicyDocument): void {
    this.existing(bucket).policy = policy;
  }

  /** Deletes the policy of a bucket, if the bucket exists. */
  public deleteBucketPolicy(bucket: string): void {
    delete this.buckets.get(bucket)?.policy;
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
    const { objects, region, configuration } = this.existing(bucket);
    switch (this.operation(request)) {
      case 'HeadBucket': return { status: 200 };
      case 'GetBucketLocation': return locationOf(region);
      case 'GetBucketEncryption': return encryptionOf(configuration);
      case 'ListObjectsV2': return this.list(bucket, request.query.get('prefix') ?? '');
      case 'PutObject': {
        const body = payload(request);
        objects.set(key, body);
        return { status: 200, headers: { etag: etag(body) } };
      }
      case 'GetObject': return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: found(objects, key) };
      case 'HeadObject': return { status: 200, headers: { 'content-length': String(found(objects, key).length) } };
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

  private existing(bucket: string): Bucket {
    const existing = this.buckets.get(bucket);
    if (existing === undefined) throw new ServiceError('NoSuchBucket', `The specified bucket does not exist: ${bucket}`, 404);
    return existing;
  }

  private list(bucket: string, prefix: string): ApiResponse {
    const Contents = this.objects(bucket, prefix)
      .map(({ key, body }) => ({ Key: key, Size: body.length, ETag: etag(body), LastModified: new Date().toISOString() }));
    return xmlResponse({
      ListBucketResult: {
        '@xmlns': NAMESPACE, 'Name': bucket, 'Prefix': prefix, 'KeyCount': Contents.length, 'MaxKeys': 1000, 'IsTruncated': false, Contents,
      },
    });
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

function found(objects: Map<string, Buffer>, key: string): Buffer {
  const body = objects.get(key);
  if (body === undefined) throw new ServiceError('NoSuchKey', `The specified key does not exist: ${key}`, 404);
  return body;
}

function etag(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

/** Buckets of us-east-1 have no constraint. */
function locationOf(region: string): ApiResponse {
  return xmlResponse({ LocationConstraint: { '@xmlns': NAMESPACE, ...region !== 'us-east-1' && { '#text': region } } });
}

function encryptionOf({ encryption: ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'AES256' } }: BucketConfiguration): ApiResponse {
  return xmlResponse({ ServerSideEncryptionConfiguration: { '@xmlns': NAMESPACE, 'Rule': { ApplyServerSideEncryptionByDefault } } });
}

/**
 * The body without the chunk framing of SDKs' streams: `<hexadecimal size>[;signature]`, data, and so on to a chunk of size 0.
 */
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
