/** What an OpenSearch UI application can do besides showing data. */
export enum Capability {
  /**
   * The AI features.
   *
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application-ai-assistant.html
   */
  AI = 'ai-capability',
}
