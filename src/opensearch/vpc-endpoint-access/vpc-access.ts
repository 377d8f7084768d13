import { Stack } from 'aws-cdk-lib/core';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import type { ExistingAccess } from './existing-access';
import { VpcEndpointAccess } from './vpc-endpoint-access';
import { type OpenSearchUiPrincipalOptions, VpcEndpointPrincipal } from './vpc-endpoint-principal';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { KnownArn } from '../../private/known-arn';
import { findShared, sharedState } from '../../private/shared-state';

/** The key under which an access records the options that it was created with. */
const OPTIONS = 'VpcAccess';

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
    return new VpcAccess(options);
  }

  private constructor(private readonly options: VpcAccessOptions) {}

  /** @internal */
  public _bind(stack: Stack, domain: aws_opensearchservice.IDomainRef): void {
    const id = `VpcEndpointAccess-${new KnownArn(domain.domainRef.domainArn).labelIn(stack)}`;
    const asked = JSON.stringify(stack.resolve(this.options));
    const existing = findShared(stack, id, VpcEndpointAccess);
    if (!existing) {
      const { existingAccess, applicationRegions } = this.options;
      const principal = VpcEndpointPrincipal.openSearchUi({ applicationRegions });
      const access = new VpcEndpointAccess(stack, id, { domain, principal, existingAccess });
      sharedState(access).settings.set(OPTIONS, { asked });
      return;
    }
    const { asked: before } = sharedState(existing).settings.get(OPTIONS) as { asked: string };
    if (before === asked) return;
    throw new InvalidPropertyError(existing, 'vpcAccess', this.options,
      `contradicts ${before}, with which the same stack already gives access to this domain; write the same options for both`);
  }
}
