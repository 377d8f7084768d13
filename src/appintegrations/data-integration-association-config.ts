import type { IConstruct } from 'constructs';
import { DATA_INTEGRATION_ASSOCIATION } from './provider-kind';
import { Provider } from '../provider/provider';
import type { ProviderSettings } from '../provider/settings';

/** Settings of the handler that all data integration associations of a stack share. */
export interface DataIntegrationAssociationSettings extends ProviderSettings {}

/**
 * Settings of what stands behind data integration associations: in every stack that has any, one function and one state
 * machine serve all of them.
 *
 * @exampleMetadata fixture=appintegrations
 * @example
 * DataIntegrationAssociationConfig.of(stack).apply({
 *   functionStatements: [new PolicyStatement({ actions: ['appflow:DescribeFlow'], resources: ['*'] })],
 * });
 */
export class DataIntegrationAssociationConfig {
  /**
   * The settings of every stack in a scope.
   *
   * @param scope an app, a stage, a stack, or a construct that holds stacks
   */
  public static of(scope: IConstruct): DataIntegrationAssociationConfig {
    return new DataIntegrationAssociationConfig(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Applies settings, to constructs that are defined already as well as to later ones. Of settings on several scopes
   * the one nearest to the stack counts.
   *
   * @param settings what to set; what is left out stays as it is
   * @throws if a setting contradicts one that was made on the same scope, or if the scope is inside a stack
   */
  public apply(settings: DataIntegrationAssociationSettings): void {
    Provider.configure(this.scope, DATA_INTEGRATION_ASSOCIATION, settings);
  }
}
