import { Stack } from 'aws-cdk-lib/core';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import type { ExistingAccess } from './existing-access';
import { VpcEndpointAccess } from './vpc-endpoint-access';
import { type OpenSearchUiPrincipalOptions, VpcEndpointPrincipal } from './vpc-endpoint-principal';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { KnownArn } from '../../private/known-arn';
import { findShared, sharedState } from '../../private/shared-state';

/** By which it is noted with which options an access came into a stack. */
const ASKED = 'VpcAccess';

/** Options of the access that an attachment brings with it. */
export interface VpcAccessOptions extends OpenSearchUiPrincipalOptions {
  /**
   * What to do when OpenSearch UI was given access already.
   *
   * @default ExistingAccess.FAIL
   */
  readonly existingAccess?: ExistingAccess;
}

/** How OpenSearch UI gets access to a domain in a VPC that is attached to an application. */
export class VpcAccess {
  /**
   * Gives it with the attachment: a `VpcEndpointAccess` in the attachment's stack, one for each domain, however many attachments of the
   * stack bring it. Where several stacks attach the domain, define one `VpcEndpointAccess` beside the domain instead.
   *
   * @param options for whom, and what if it was given already
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
      sharedState(access).settings.set(ASKED, { asked });
      return;
    }
    const { asked: before } = sharedState(existing).settings.get(ASKED) as { asked: string };
    if (before === asked) return;
    throw new InvalidPropertyError(existing, 'vpcAccess', this.options,
      `contradicts ${before}, with which the same stack already gives access to this domain; write the same options for both`);
  }
}
