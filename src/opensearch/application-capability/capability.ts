/** A capability that an OpenSearch UI application can have. */
export enum Capability {
  /**
   * The AI features.
   *
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application-ai-assistant.html
   */
  AI = 'ai-capability',
}
