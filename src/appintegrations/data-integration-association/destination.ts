import type { aws_s3 } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { PREFIX } from './limits';
import { checkText, type TextLimit } from '../../private/text-limit';
import { checkMember, checkString } from '../../private/untyped';

const URI: TextLimit = {
  pattern: /^(?=.{1,1000}$)\w+:\/\/[\w.-][\w/!@#+=.-]([\w/!@#+=.-][\w/!@#+=.,-]*)?$/,
  description: 'a URI such as s3://bucket/prefix of up to 1000 letters, digits, or any of _ / ! @ # + = . , - after the scheme',
};

/**
 * Where the data of an association is exported to.
 *
 * AppIntegrations needs permission to write there. For a bucket, the policy of the bucket must let the service
 * `app-integrations.amazonaws.com` write to it, and the policy of the data integration's key must let the service encrypt with
 * it. This class changes neither policy, because both belong to other resources. `CustomerProfilesExport` sets both.
 *
 * The constructor of the association throws if the URI or the prefix is not valid.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_CreateDataIntegrationAssociation.html
 */
export class Destination {
  /**
   * Exports the data to a bucket, below a prefix.
   *
   * @param bucket the bucket, of this app or elsewhere
   * @param prefix the beginning of the keys of the objects: letters, digits, or any of `_/!@#+=.,-`, with no slash and no comma
   * at the beginning; may be a token. Default: no prefix.
   */
  public static s3(bucket: aws_s3.IBucketRef, prefix?: string): Destination {
    checkMember(undefined, 'bucket', bucket, 'bucketRef.bucketName', 'string', 'a Bucket, a CfnBucket or a reference to one');
    if (prefix !== undefined) checkString(undefined, 'prefix', prefix, PREFIX.description);
    const uri = `s3://${bucket.bucketRef.bucketName}`;
    return new Destination(prefix === undefined ? uri : `${uri}/${prefix}`, prefix);
  }

  /**
   * Exports the data to a URI. AWS's documentation describes only `s3://bucket/prefix`.
   *
   * @param uri the URI, of up to 1000 characters; may be a token
   */
  public static fromUri(uri: string): Destination {
    checkString(undefined, 'uri', uri, URI.description);
    return new Destination(uri);
  }

  private constructor(
    /** The URI that is passed to the service, such as `s3://bucket/prefix`. */
    public readonly uri: string,
    private readonly prefix?: string,
  ) {}

  /** @internal */
  public _validateDestination(scope: IConstruct): void {
    checkText(scope, 'destination.prefix', this.prefix, PREFIX);
    checkText(scope, 'destination.uri', this.uri, URI);
  }
}
