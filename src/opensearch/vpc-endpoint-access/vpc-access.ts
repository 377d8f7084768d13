import { CfnDeletionPolicy, CfnResource, type Stack } from 'aws-cdk-lib/core';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { type Brought, broughtBy, recordBrought } from './accesses-of-the-app';
import { ExistingAccess } from './existing-access';
import { VpcEndpointAccess } from './vpc-endpoint-access';
import { type OpenSearchUiPrincipalOptions, VpcEndpointPrincipal } from './vpc-endpoint-principal';
import { followUsers } from '../../private/condition';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { KnownArn } from '../../private/known-arn';
import { resolveKnown } from '../../private/lazy';
import { retainWithUsers } from '../../private/removal-policy';
import { findShared } from '../../private/shared-state';
import { checkProps } from '../../private/untyped';

/** Options of the access that an attachment creates. */
export interface VpcAccessOptions extends OpenSearchUiPrincipalOptions {
  /**
   * What to do if OpenSearch UI already has access to the domain.
   *
   * @default ExistingAccess.FAIL
   */
  readonly existingAccess?: ExistingAccess;
}

/** Gives OpenSearch UI access to a domain in a VPC that is attached to an application. */
export class VpcAccess {
  /**
   * Creates the access together with the attachment: a `VpcEndpointAccess` in the stack of the attachment. The stack has one for
   * each domain, even if several of its attachments ask for it. Their options must be the same, or the constructor of the
   * attachment throws.
   *
   * If several stacks attach the domain, define one `VpcEndpointAccess` beside the domain instead.
   *
   * @param options the regions of the applications, and what to do if the access already exists
   */
  public static authorize(options: VpcAccessOptions = {}): VpcAccess {
    checkProps(undefined, 'options', options);
    return new VpcAccess(options);
  }

  private constructor(private readonly options: VpcAccessOptions) {}

  /** @internal */
  public _bind(attachment: CfnResource, domain: aws_opensearchservice.IDomainRef): void {
    const { stack } = attachment;
    const arn = new KnownArn(domain.domainRef.domainArn);
    const id = `VpcEndpointAccess-${arn.labelIn(stack)}`;
    const { applicationRegions: regions, existingAccess = ExistingAccess.FAIL } = this.options;
    // Options that mean the same are written in the same way. What is not a list is refused when it is used.
    const options: VpcAccessOptions = { applicationRegions: Array.isArray(regions) ? [...new Set(regions)].sort() : regions, existingAccess };
    const asked = JSON.stringify(resolveKnown(options, stack));
    const existing = findShared(stack, id, VpcEndpointAccess);
    if (!existing) {
      record(define(stack, id, domain, options), { asked, users: [attachment] });
      return;
    }
    const contradiction = (explanation: string) => new InvalidPropertyError(existing, 'vpcAccess', options, explanation);
    const before = broughtBy(existing);
    if (!before) throw contradiction('cannot be used, because this construct is defined without it and has the id of the access; write another id, or leave out vpcAccess');
    if (arn.hasLazyLabel(stack) && arn.value !== existing.domainArn) {
      throw contradiction('cannot be used, because the same stack gives access to another domain whose ARN is lazy, and only the synthesis shows whether '
        + 'the two are one; define a VpcEndpointAccess for each');
    }
    if (before.asked !== asked) {
      throw contradiction(`contradicts ${before.asked}, with which the same stack already gives access to this domain; write the same options for both`);
    }
    before.users.push(attachment);
  }
}

/** The access exists, and is retained, with the attachments that brought it. */
function record(access: VpcEndpointAccess, brought: Brought): void {
  recordBrought(access, brought);
  const resource = access.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) return;
  followUsers(access, resource, () => brought.users);
  retainWithUsers(resource, () => brought.users, CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE);
}

function define(
  stack: Stack, id: string, domain: aws_opensearchservice.IDomainRef, { applicationRegions, existingAccess }: VpcAccessOptions,
): VpcEndpointAccess {
  const principal = VpcEndpointPrincipal.openSearchUi({ applicationRegions });
  try {
    return new VpcEndpointAccess(stack, id, { domain, principal, existingAccess });
  } catch (error) {
    // The constructor has already added it to the stack. The next attachment would find it, although it gives no access.
    stack.node.tryRemoveChild(id);
    throw error;
  }
}
