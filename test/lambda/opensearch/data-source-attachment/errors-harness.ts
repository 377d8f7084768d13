/**
 * The tests of the table of errors share a local cloud in which calls meet errors. Each test has a domain, a stack,
 * and an attachment of somebody else that must stay.
 */
import { Duration } from 'aws-cdk-lib/core';
import type { DeploymentResult } from '../../../../sandbox/platform/assembly';
import type { Call } from '../../../../sandbox/platform/core';
import { PendingAttachment } from '../../../../src';
import { World } from '../../../e2e/world';

export type Operation = 'AttachDataSource' | 'DescribeDataSourceAttachment' | 'DetachDataSource';

const WHAT_AWS_SAID = 'a message';

export const INVALID = 'AWS finds the call invalid';
export const DISABLED = 'the operation is not available for this application';
export const PERMISSION = 'find out what denies this to the function\'s role';
export const DESCRIBE_CONFLICT = 'DescribeDataSourceAttachment failed with ConflictException';

/**
 * Errors that pass, with the documented HTTP status, and how many calls meet them: more than the calls that are
 * repeated at once.
 */
export const PASSING = [
  ['AccessDeniedException', 403, 2],
  ['InternalException', 500, 5],
  ['ThrottlingException', 400, 5],
  ['TooManyRequestsException', 429, 5],
] as const;

/** The same with another status, which changes nothing. */
export const PASSING_WITH_ANOTHER_STATUS = [
  ['AccessDeniedException', 409, 2],
  ['InternalException', 400, 5],
  ['ThrottlingException', 409, 5],
  ['TooManyRequestsException', 400, 5],
] as const;

/** One test in the shared world. */
export class Scene {
  public readonly domain: string;
  private readonly stack: string;

  public constructor(public readonly world: World, number: number) {
    this.domain = `domain-${number}`;
    this.stack = `Stack${number}`;
    world.addDomain(this.domain);
  }

  /** Lets `times` calls of an operation, after the first `skip`, meet an error. */
  public meet(operation: Operation, code: string, status: number, times = 1, skip = 0): void {
    this.world.cloud.faults.add({ service: 'es', operation, times, skip, effect: { kind: 'error', code, status, message: WHAT_AWS_SAID } });
  }

  public async create(maxWait = Duration.minutes(10)): Promise<DeploymentResult> {
    const { domain } = this;
    return this.world.deploy({ attachments: { Logs: { domain, pendingAttachment: PendingAttachment.waitUntilAttached(maxWait) } } }, this.stack);
  }

  public async created(): Promise<void> {
    expect((await this.create()).status).toBe('CREATE_COMPLETE');
  }

  public async destroy(): Promise<DeploymentResult> {
    return this.world.destroy(this.stack);
  }

  /** The calls of an operation for this test's domain. */
  public calls(operation: Operation): readonly Call[] {
    return this.world.calls(operation).filter(({ input }) => JSON.stringify(input).includes(`"${this.arn}"`));
  }

  public attachment(): ReturnType<World['attachment']> {
    return this.world.attachment(this.domain);
  }

  /** How the service treats the domain of this test. */
  public behave(behaviour: Omit<Parameters<World['cloud']['openSearch']['behave']>[0], 'dataSourceArn'>): void {
    this.world.cloud.openSearch.behave({ dataSourceArn: this.arn, ...behaviour });
  }

  /** The reason names the resource and the pair, says what was wrong, has the message from AWS, and says where to read more. */
  public expectReason({ failures: [failure] }: DeploymentResult, sentence: string): void {
    const pair = `data source ${this.arn} to application ${this.world.applicationId()}`;
    for (const part of ['data source attachment Attachment', pair, sentence, WHAT_AWS_SAID, '(log group /aws/vendedlogs/states/']) {
      expect(failure?.reason).toContain(part);
    }
  }

  public expectFailureAtOnce(result: DeploymentResult, sentence: string): void {
    this.expectReason(result, sentence);
    expect(result.failures[0]?.reason).not.toContain('not finished after');
  }

  private get arn(): string {
    return this.world.arn(this.domain);
  }
}

/** Gives each test of a file its scene, all in one world. */
export function scenes(): () => Scene {
  let world: World;
  let strangers: ReturnType<World['attachAsStranger']>;
  let scene: Scene;
  let count = 0;
  beforeAll(async () => {
    world = await World.start();
    strangers = world.attachAsStranger('metrics');
  });
  afterAll(async () => world.stop());
  beforeEach(() => {
    count += 1;
    scene = new Scene(world, count);
  });
  afterEach(() => {
    world.cloud.faults.clear();
    expect(world.attachment('metrics')).toEqual(strangers);
  });
  return () => scene;
}
