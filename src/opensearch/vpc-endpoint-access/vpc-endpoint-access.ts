import { type RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { VPC_ENDPOINT_ACCESS, type VpcEndpointAccessProperties } from './access-properties';
import { noteAccess } from './accesses-of-the-app';
import { ExistingAccess } from './existing-access';
import { VPC_ENDPOINT } from './target-types';
import { VpcEndpointPrincipal } from './vpc-endpoint-principal';
import { Backend } from '../../backend/backend';
import { defineCustomResource } from '../../backend/custom-resource';
import { canonicalText } from '../../private/canonical';
import { followConditions } from '../../private/condition';
import { Identity } from '../../private/identity';
import { environmentOf, KnownArn } from '../../private/known-arn';
import { checkRemovalPolicy } from '../../private/removal-policy';
import { checkMember, checkOneOf, checkProps, freeId } from '../../private/untyped';
import { DOMAIN_ARN } from '../arns';
import { OPENSEARCH } from '../service';

/** Properties of an access to a domain in a VPC. */
export interface VpcEndpointAccessProps {
  /** The domain, in the region and account of the stack. Access to another domain is another access: it is given before this one is revoked. */
  readonly domain: aws_opensearchservice.IDomainRef;

  /**
   * Who gets access.
   *
   * @default VpcEndpointPrincipal.openSearchUi()
   */
  readonly principal?: VpcEndpointPrincipal;

  /**
   * What to do when the access was given already.
   *
   * @default ExistingAccess.FAIL
   */
  readonly existingAccess?: ExistingAccess;

  /**
   * Whether to revoke the access when the construct is removed: `DESTROY` revokes it unless it was adopted, `RETAIN` and
   * `RETAIN_ON_UPDATE_OR_DELETE` leave it. What a deployment gave that fails is revoked in any case, unless it was adopted.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Lets OpenSearch UI, or an AWS account, reach a domain in a VPC through a VPC endpoint.
 *
 * CloudFormation has no resource for this. The construct is a custom resource; one function and one state machine serve all resources
 * of the service in a stack, see `OpenSearchHandlerConfig` for their settings.
 *
 * A domain has one access for each principal, whoever uses it: two constructs for the same domain and principal in one app fail the
 * synthesis. An attachment to the domain is made after the access, and detached before it, wherever in the app the two are.
 *
 * Its constructor throws if the domain is known to be of another region or account than the stack.
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

  /** The ARN of the domain, as it was given. */
  public readonly domainArn: string;

  /** Who gets access: a service or the number of an account. */
  public readonly principal: string;

  /**
   * @param scope the construct to define the access in
   * @param id the id of the construct
   * @param props to what, for whom, and how
   */
  constructor(scope: Construct, id: string, props: VpcEndpointAccessProps) {
    super(scope, freeId(scope, id));
    checkProps(this, 'props', props);
    const { principal = VpcEndpointPrincipal.openSearchUi(), existingAccess, removalPolicy } = props;
    checkMember(this, 'domain', props.domain, 'domainRef.domainArn', 'string', 'a Domain, a CfnDomain or a reference to one');
    checkMember(this, 'principal', principal, '_renderPrincipal', 'function', 'VpcEndpointPrincipal.openSearchUi(…) or VpcEndpointPrincipal.account(…)');
    checkOneOf(this, 'existingAccess', existingAccess, ExistingAccess);
    checkRemovalPolicy(this, 'removalPolicy', removalPolicy, 'an access');
    const domain = new KnownArn(props.domain.domainRef.domainArn, props.domain.env);
    domain.checkShape(this, 'domain', DOMAIN_ARN);
    domain.checkEnvironment(this, 'domain', environmentOf(Stack.of(this)), 'the stack');
    this.domainArn = domain.value;
    this.principal = principal.value;

    const properties: VpcEndpointAccessProperties = {
      DomainArn: domain.value,
      ...principal._renderPrincipal(this),
      ExistingAccess: existingAccess ?? ExistingAccess.FAIL,
    };
    const provider = Backend.of(this, OPENSEARCH);
    const resource = defineCustomResource(this, new.target, { provider, type: VPC_ENDPOINT_ACCESS, properties, removalPolicy });
    const identity = new Identity(resource, { noun: 'VpcEndpointAccess', arns: [domain], details: { principal: this.principal } });
    resource.node.addDependency(provider.permit(VPC_ENDPOINT, domain, resource));
    followConditions(this, resource, domain.resources);
    if (principal._isOpenSearchUi) noteAccess(this, domain.value);
    this.node.addValidation({ validate: () => this.validateOnly(identity) });
  }

  /** In its own stack, a second one would have the same logical id. */
  private validateOnly(identity: Identity): string[] {
    const principal = canonicalText(this.principal, Stack.of(this), 'app');
    const other = identity.claimInApp(this, ([arn]) => `access ${arn} ${principal}`);
    if (!other) return [];
    return [`gives the same access to the same domain as ${JSON.stringify(other.node.path)}, and each of the two would revoke it although the other needs it; `
      + 'remove one of them'];
  }
}
