import type { IConstruct } from 'constructs';
import type { VpcEndpointAccessProperties } from './access-properties';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { checkProps, checkString } from '../../private/untyped';
import { OPENSEARCH_UI } from '../service';

/** Options for giving access to OpenSearch UI. */
export interface OpenSearchUiPrincipalOptions {
  /**
   * The regions whose OpenSearch UI applications get access, such as `eu-west-1`. A list must have at least one region.
   *
   * A change of the regions revokes the access and gives it again, within seconds.
   *
   * @default - no list is sent to the service; AWS does not document what it does then
   */
  readonly applicationRegions?: string[];
}

/**
 * A principal that can get access to a domain in a VPC, through a VPC endpoint.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_AuthorizeVpcEndpointAccess.html
 */
export class VpcEndpointPrincipal {
  /**
   * The applications of OpenSearch UI: the service `application.opensearchservice.amazonaws.com`.
   *
   * @param options the regions of the applications
   */
  public static openSearchUi(options: OpenSearchUiPrincipalOptions = {}): VpcEndpointPrincipal {
    checkProps(undefined, 'options', options);
    return new VpcEndpointPrincipal({ Service: OPENSEARCH_UI }, options.applicationRegions);
  }

  /**
   * An AWS account, which can then create VPC endpoints for the domain. The constructor of the access throws if a literal is not
   * twelve digits.
   *
   * @param accountId twelve digits; may be a token
   */
  public static account(accountId: string): VpcEndpointPrincipal {
    checkString(undefined, 'accountId', accountId, 'the twelve digits of an account');
    return new VpcEndpointPrincipal({ Account: accountId });
  }

  private constructor(
    private readonly principal: Pick<VpcEndpointAccessProperties, 'Account' | 'Service'>,
    private readonly regions?: string[],
  ) {}

  /** The principal: the name of the service or the id of the account. It may be a token. */
  public get value(): string {
    return this.principal.Account ?? this.principal.Service ?? '';
  }

  /** @internal */
  public get _isOpenSearchUi(): boolean {
    return this.principal.Service === OPENSEARCH_UI;
  }

  /** @internal */
  public _renderPrincipal(scope: IConstruct): Pick<VpcEndpointAccessProperties, 'Account' | 'Service' | 'SupportedRegions'> {
    const { Account } = this.principal;
    if (Account !== undefined && !/^\d{12}$/.test(Account) && !isDeferred(Account)) {
      throw new InvalidPropertyError(scope, 'principal', Account, 'is not the id of an account; write its twelve digits');
    }
    if (this.regions === undefined) return this.principal;
    if (!Array.isArray(this.regions) || this.regions.length === 0) {
      throw new InvalidPropertyError(scope, 'applicationRegions', this.regions, 'names no region; write a list such as ["eu-west-1"], or leave it out');
    }
    const wrong = this.regions.find((region) => !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region) && !isDeferred(region));
    if (wrong !== undefined) throw new InvalidPropertyError(scope, 'applicationRegions', wrong, 'is not a region; write its name, such as eu-west-1');
    return { ...this.principal, SupportedRegions: [...new Set(this.regions)] };
  }
}
