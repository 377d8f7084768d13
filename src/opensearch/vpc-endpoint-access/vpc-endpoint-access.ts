import { type RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { Construct, type IConstruct } from 'constructs';
import { VPC_ENDPOINT_ACCESS, type VpcEndpointAccessProperties } from './access-properties';
import { broughtBy, isGiven, recordAccess, warnOfPublicDomain } from './accesses-of-the-app';
import { ExistingAccess } from './existing-access';
import { VPC_ENDPOINT } from './target-types';
import { VpcEndpointPrincipal } from './vpc-endpoint-principal';
import { Backend } from '../../backend/backend';
import { defineCustomResource } from '../../backend/custom-resource';
import { canonicalText } from '../../private/canonical';
import { followConditions } from '../../private/condition';
import { Identity } from '../../private/identity';
import { environmentOf, KnownArn } from '../../private/known-arn';
import { atSynthesis } from '../../private/notices';
import { warnOfWeakReference } from '../../private/references';
import { checkRemovalPolicy } from '../../private/removal-policy';
import { checkMember, checkOneOf, checkProps, freeId } from '../../private/untyped';
import { DOMAIN_ARN } from '../arns';
import { checkDomainEndpoint } from '../domain-endpoint';
import { OPENSEARCH } from '../service';

/** Properties of a `VpcEndpointAccess`. */
export interface VpcEndpointAccessProps {
  /**
   * The domain, which must be in the account and region of the stack.
   *
   * Another domain means another access: the new one is given before the old one is revoked.
   */
  readonly domain: aws_opensearchservice.IDomainRef;

  /**
   * The service or the account that gets access.
   *
   * @default VpcEndpointPrincipal.openSearchUi()
   */
  readonly principal?: VpcEndpointPrincipal;

  /**
   * What to do if the access already exists.
   *
   * @default ExistingAccess.FAIL
   */
  readonly existingAccess?: ExistingAccess;

  /**
   * Whether to revoke the access when the construct is removed. `DESTROY` revokes it, unless it was adopted, or somebody has
   * removed regions from it. `RETAIN` and `RETAIN_ON_UPDATE_OR_DELETE` leave it.
   *
   * If the deployment that gave the access fails, it is revoked whatever the policy is, unless it was adopted.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Lets OpenSearch UI, or an AWS account, reach a domain in a VPC through a VPC endpoint.
 *
 * CloudFormation has no resource type for this, so the construct defines a custom resource. In each stack, one Lambda function
 * and one state machine handle all such resources for OpenSearch Service. `OpenSearchHandlerConfig` has their settings.
 *
 * A domain has one access for each principal. So synthesis fails if the app contains two constructs for the same domain and
 * principal.
 *
 * If the principal is OpenSearch UI, an attachment to the domain is created after the access and detached before it is revoked.
 * The access may be in the same stack as the attachment, or in the stack of the domain. An attachment does not wait for an access
 * in any other stack, because that stack may need the stack of the attachment.
 *
 * The constructor throws if the domain is known to be in another account or region than the stack, or if the principal is not
 * valid.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_AuthorizeVpcEndpointAccess.html
 * @exampleMetadata fixture=opensearch
 * @example
 * new VpcEndpointAccess(stack, 'Access', { domain });
 * new VpcEndpointAccess(stack, 'Partner', { domain, principal: VpcEndpointPrincipal.account('111111111111') });
 */
@propertyInjectable
export class VpcEndpointAccess extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-data-attachments.opensearch.VpcEndpointAccess';

  /** The ARN of the domain, as it was passed to the construct. */
  public readonly domainArn: string;

  /** The principal that gets access: the name of a service or the id of an account. */
  public readonly principal: string;

  /**
   * @param scope the construct to define the access in
   * @param id the id of the construct
   * @param props the domain, the principal, and how to give the access
   */
  constructor(scope: Construct, id: string, props: VpcEndpointAccessProps) {
    super(scope, freeId(scope, id));
    checkProps(this, 'props', props);
    const { principal = VpcEndpointPrincipal.openSearchUi(), existingAccess, removalPolicy } = props;
    checkMember(this, 'domain', props.domain, 'domainRef.domainArn', 'string', 'a Domain, a CfnDomain or a reference to one');
    checkDomainEndpoint(this, props.domain);
    checkMember(this, 'principal', principal, '_renderPrincipal', 'function', 'VpcEndpointPrincipal.openSearchUi(…) or VpcEndpointPrincipal.account(…)');
    checkOneOf(this, 'existingAccess', existingAccess, ExistingAccess);
    checkRemovalPolicy(this, 'removalPolicy', removalPolicy, 'an access');
    const domain = new KnownArn(props.domain.domainRef.domainArn, props.domain.env);
    domain.checkShape(this, 'domain', DOMAIN_ARN);
    domain.checkEnvironment(this, 'domain', environmentOf(Stack.of(this)), 'the stack');
    this.domainArn = domain.value;
    this.principal = principal.value;

    const reference = domain.withStrongReferences(this);
    const properties: VpcEndpointAccessProperties = {
      DomainArn: reference.value,
      ...principal._renderPrincipal(this),
      ExistingAccess: existingAccess ?? ExistingAccess.FAIL,
    };
    const backend = Backend.of(this, OPENSEARCH);
    const resource = defineCustomResource(this, new.target, { backend, type: VPC_ENDPOINT_ACCESS, properties, removalPolicy });
    const identity = new Identity(resource, { noun: 'VpcEndpointAccess', arns: [domain], details: { principal: this.principal } });
    resource.node.addDependency(backend.permit(VPC_ENDPOINT, reference, resource));
    followConditions(this, resource, domain.resources);
    if (principal._isOpenSearchUi) recordAccess(this, domain.value);
    atSynthesis(this, () => warnOfPublicDomain(this, domain));
    this.node.addValidation({ validate: () => isGiven(this) ? this.#validateOnly(identity) : [] });
    atSynthesis(this, () => warnOfWeakReference(this, 'the domain', reference.value));
  }

  /** Reports another construct for the same access. In the same stack, the two would also have the same logical id. */
  #validateOnly(identity: Identity): string[] {
    const principal = canonicalText(this.principal, Stack.of(this), 'app');
    const other = identity.claimInApp(this, ([arn]) => `access ${arn} ${principal}`);
    if (!other) return [];
    return [`gives the same access to the same domain as ${JSON.stringify(other.node.path)}, and each of the two would revoke it although the other needs it; `
      + adviceFor([this, other])];
  }
}

/** What to do about two constructs for the same access. Nobody wrote the construct that an attachment has brought. */
function adviceFor(accesses: readonly IConstruct[]): string {
  switch (accesses.filter(broughtBy).length) {
    case 0: return 'remove one of them';
    case 1: return 'leave out vpcAccess';
    default: return 'define one VpcEndpointAccess, beside the domain if it is in this app, and leave out vpcAccess';
  }
}
