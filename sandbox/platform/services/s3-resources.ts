/** The CloudFormation resource types of S3. */

import * as v from 'valibot';
import { urlSuffix } from '../cloudformation/resolver';
import { Place, Properties, ResourceContext, ResourceState, ResourceType, ServiceError } from '../core';
import { physicalName } from '../names';
import { jsonObject, parse } from '../protocols';
import type { BucketConfiguration, S3 } from './s3';

const bucketProperties = v.object({
  BucketName: v.optional(v.string()),
  BucketEncryption: v.optional(v.object({
    ServerSideEncryptionConfiguration: v.array(v.object({
      ServerSideEncryptionByDefault: v.optional(v.object({
        SSEAlgorithm: v.picklist(['AES256', 'aws:kms', 'aws:kms:dsse']),
        KMSMasterKeyID: v.optional(v.string()),
      })),
    })),
  })),
  OwnershipControls: v.optional(jsonObject),
  PublicAccessBlockConfiguration: v.optional(jsonObject),
});
const autoDeleteProperties = v.object({ BucketName: v.string() });
const bucketPolicyProperties = v.object({ Bucket: v.string(), PolicyDocument: jsonObject });

export function s3ResourceTypes(s3: S3, place: Place): ResourceType[] {
  return [bucketType(s3, place), bucketPolicyType(s3), autoDeleteType(s3)];
}

function bucketType(s3: S3, place: Place): ResourceType {
  const read = (properties: Properties, { logicalId }: ResourceContext): { name?: string; configuration: BucketConfiguration } => {
    const bucket = parse(bucketProperties, properties, logicalId);
    return {
      name: bucket.BucketName,
      configuration: {
        encryption: bucket.BucketEncryption?.ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault,
        ownershipControls: bucket.OwnershipControls,
        publicAccessBlock: bucket.PublicAccessBlockConfiguration,
      },
    };
  };
  return {
    typeName: 'AWS::S3::Bucket',
    createOnly: ['BucketName'],
    create: async (properties, context) => {
      const { name = physicalName(context, 63).toLowerCase(), configuration } = read(properties, context);
      s3.createBucket(name, configuration, place.region);
      const domain = (host: string): string => `${name}.${host}.${urlSuffix(place)}`;
      return {
        physicalId: name,
        attributes: {
          Arn: `arn:${place.partition}:s3:::${name}`,
          DomainName: domain('s3'),
          RegionalDomainName: domain(`s3.${place.region}`),
          DualStackDomainName: domain(`s3.dualstack.${place.region}`),
          WebsiteURL: `http://${domain(`s3-website-${place.region}`)}`,
        },
      };
    },
    update: async (state, properties, _old, context) => {
      s3.configureBucket(state.physicalId, read(properties, context).configuration);
      return state;
    },
    delete: async (state) => s3.deleteBucket(state.physicalId),
  };
}

function bucketPolicyType(s3: S3): ResourceType {
  const put = (properties: Properties, { logicalId }: ResourceContext, isNew = false): ResourceState => {
    const { Bucket, PolicyDocument } = parse(bucketPolicyProperties, properties, logicalId);
    if (isNew && s3.bucketPolicy(Bucket)) throw new ServiceError('AlreadyExists', `The bucket policy already exists on bucket ${Bucket}.`, 409);
    s3.putBucketPolicy(Bucket, PolicyDocument);
    return { physicalId: Bucket, attributes: {} };
  };
  return {
    typeName: 'AWS::S3::BucketPolicy',
    createOnly: ['Bucket'],
    create: async (properties, context) => put(properties, context, true),
    update: async (_state, properties, _old, context) => put(properties, context),
    delete: async (state) => s3.deleteBucketPolicy(state.physicalId),
  };
}

/** The custom resource of a bucket with `autoDeleteObjects`. The CDK's function, which is not run, empties the bucket before it is deleted. */
function autoDeleteType(s3: S3): ResourceType {
  const nameIn = (properties: Properties, { logicalId }: ResourceContext): string => parse(autoDeleteProperties, properties, logicalId).BucketName;
  return {
    typeName: 'Custom::S3AutoDeleteObjects',
    isStandIn: true,
    createOnly: [],
    create: async (properties, context) => ({ physicalId: nameIn(properties, context), attributes: {} }),
    // Another bucket is another physical id, so the resource of the former one is deleted.
    update: async (_state, properties, _old, context) => ({ physicalId: nameIn(properties, context), attributes: {} }),
    delete: async ({ physicalId }) => s3.emptyBucket(physicalId),
  };
}
