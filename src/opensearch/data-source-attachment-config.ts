import type { IConstruct } from 'constructs';
import { DATA_SOURCE_ATTACHMENT } from './provider-kind';
import { Provider } from '../provider/provider';
import type { ProviderSettings } from '../provider/settings';

/** Settings of the handler that all data source attachments of a stack share. */
export interface DataSourceAttachmentSettings extends ProviderSettings {}

/**
 * Settings of what stands behind data source attachments: in every stack that has any, one function and one state
 * machine serve all of them.
 *
 * @exampleMetadata fixture=opensearch
 * @example
 * DataSourceAttachmentConfig.of(app).apply({
 *   logRetention: RetentionDays.THREE_MONTHS,
 *   logRemovalPolicy: RemovalPolicy.RETAIN,
 * });
 */
export class DataSourceAttachmentConfig {
  /**
   * The settings of every stack in a scope.
   *
   * @param scope an app, a stage, a stack, or a construct that holds stacks
   */
  public static of(scope: IConstruct): DataSourceAttachmentConfig {
    return new DataSourceAttachmentConfig(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Applies settings, to constructs that are defined already as well as to later ones. Of settings on several scopes
   * the one nearest to the stack counts.
   *
   * @param settings what to set; what is left out stays as it is
   * @throws if a setting contradicts one that was made on the same scope, or if the scope is inside a stack
   */
  public apply(settings: DataSourceAttachmentSettings): void {
    Provider.configure(this.scope, DATA_SOURCE_ATTACHMENT, settings);
  }
}
