import type { IConstruct } from 'constructs';

/** A value that is known at synthesis and cannot work, explained to the person who wrote it. */
export class InvalidPropertyError extends Error {
  /**
   * @param scope the construct that was given the value
   * @param property the name of the property, with dots where it is nested
   * @param value what was given
   * @param explanation what is wrong with it and what to write instead
   */
  public constructor(scope: IConstruct, property: string, value: unknown, explanation: string) {
    super(`[${scope.node.path}] ${property}: ${JSON.stringify(value)} ${explanation}`);
    this.name = 'InvalidPropertyError';
  }
}
