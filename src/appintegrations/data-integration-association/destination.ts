import type { aws_s3 } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { checkText, PREFIX, type TextLimit } from './limits';
import { checkMember, checkString } from '../../private/untyped';

const URI: TextLimit = {
  pattern: /^(?=.{1,1000}$)\w+:\/\/[\w.-][\w/!@#+=.-]([\w/!@#+=.-][\w/!@#+=.,-]*)?$/,
  description: 'a URI such as s3://bucket/prefix of up to 1000 letters, digits, or any of _ / ! @ # + = . , - after the scheme',
};

/**
 * Where the data of an association goes.
 *
 * A bucket has to let the service `app-integrations.amazonaws.com` write to it, and the key of the data integration has
 * to let it encrypt; neither is done here, for both belong to their own owners.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_CreateDataIntegrationAssociation.html
 */
export class Destination {
  /**
   * A bucket, in which the data is put below a prefix.
   *
   * @param bucket the bucket
   * @param prefix what the keys of the objects begin with, without a slash at its beginning. Default: no prefix.
   */
  public static s3(bucket: aws_s3.IBucketRef, prefix?: string): Destination {
    checkMember(undefined, 'bucket', bucket, 'bucketRef.bucketName', 'string', 'a Bucket, a CfnBucket or a reference to one');
    if (prefix !== undefined) checkString(undefined, 'prefix', prefix, PREFIX.description);
    const uri = `s3://${bucket.bucketRef.bucketName}`;
    return new Destination(prefix === undefined ? uri : `${uri}/${prefix}`, prefix);
  }

  /**
   * What a URI says. The service's documentation describes `s3://bucket/prefix` only.
   *
   * @param uri the URI: up to 1000 characters, or a token
   */
  public static fromUri(uri: string): Destination {
    checkString(undefined, 'uri', uri, URI.description);
    return new Destination(uri);
  }

  private constructor(
    /** The URI that the service is given. */
    public readonly uri: string,
    private readonly prefix?: string,
  ) {}

  /** @internal */
  public _validateDestination(scope: IConstruct): void {
    checkText(scope, 'destination.prefix', this.prefix, PREFIX);
    checkText(scope, 'destination.uri', this.uri, URI);
  }
}
