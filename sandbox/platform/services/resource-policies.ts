import { simulate } from './simulation';

/** As JSON. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

/** The action of an AWS service on a resource. */
export interface ServiceRequest {
  /** The service principal, such as `lambda.amazonaws.com`. */
  readonly service: string;
  readonly action: string;
  readonly resourceArn: string;
  /** The account that the service acts for. The resource is in the same account. */
  readonly account: string;
  /** The ARN of the resource that the service acts for. */
  readonly sourceArn?: string;
  /** Further condition keys of the request. */
  readonly context?: Readonly<Record<string, string>>;
}

export type Decision = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied' | 'Malformed';

/** The simulation knows no condition key with colons in its variable part. It accepts any tag and compares it in the same way. */
function known(conditionKey: string): string {
  return conditionKey.replace(/^kms:EncryptionContext:/, 'aws:PrincipalTag/EncryptionContext-');
}

function withKnownKeys(policy: PolicyDocument): PolicyDocument {
  return JSON.parse(JSON.stringify(policy), (_, value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [known(name), member])) : value);
}

/** Decides, by the policy of a resource, on a request of an AWS service, which has no policies of its own. */
export async function decide(request: ServiceRequest, policy?: PolicyDocument): Promise<Decision> {
  const { service, action, resourceArn, account, sourceArn, context } = request;
  const result = await simulate({
    request: {
      principal: service,
      action,
      resource: { resource: resourceArn, accountId: account },
      contextVariables: {
        'aws:PrincipalIsAWSService': 'true',
        'aws:PrincipalServiceName': service,
        'aws:SecureTransport': 'true',
        'aws:SourceAccount': account,
        ...sourceArn !== undefined && { 'aws:SourceArn': sourceArn },
        ...Object.fromEntries(Object.entries(context ?? {}).map(([name, value]) => [known(name), value])),
      },
    },
    identityPolicies: [],
    resourcePolicy: policy && withKnownKeys(policy),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  });
  return result.resultType === 'error' ? 'Malformed' : result.overallResult;
}
