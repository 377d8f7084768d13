import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { AssociationWorld, day, startOf, wait } from './association-world';
import { STRANGER } from './world';
import { Destination, ExecutionConfiguration, ExistingAssociation, ExportTime, JobCompletion, RemainingAssociation } from '../../src';

let exporting: AssociationWorld;
beforeEach(async () => { exporting = await AssociationWorld.start(); });
afterEach(async () => exporting.stop());

const elsewhere = Destination.fromUri('s3://exports/elsewhere');

describe('create', () => {
  test('an association is created with all its properties, and its job runs once', async () => {
    const { status, outputs } = await exporting.deploy({
      Export: {
        clientId: 'me',
        objectConfiguration: { CustomerProfiles: { domainName: ['shop'], objectType: ['_profile'] } },
        clientAssociationMetadata: { team: 'data' },
      },
    });

    expect(status).toBe('CREATE_COMPLETE');
    expect(exporting.world.calls('CreateDataIntegrationAssociation').map(({ input }) => input)).toEqual([{
      ClientId: 'me',
      ObjectConfiguration: { CustomerProfiles: { domainName: ['shop'], objectType: ['_profile'] } },
      DestinationURI: 's3://exports/profiles',
      ClientAssociationMetadata: { team: 'data' },
      ClientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
      ExecutionConfiguration: { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: startOf(1), EndTime: startOf(2) } },
    }]);
    const [association] = exporting.associations();
    expect(outputs).toMatchObject({ ExportId: association?.associationId, ExportArn: association?.arn });
    expect(exporting.runs()).toEqual([startOf(1)]);
  });

  test('a schedule goes over the wire as its expression', async () => {
    await exporting.deploy({ Export: { executionConfiguration: ExecutionConfiguration.scheduled({ schedule: Schedule.rate(Duration.hours(1)), object: 'profiles' }) } });

    expect(exporting.world.calls('CreateDataIntegrationAssociation')[0]?.input).toMatchObject({
      ExecutionConfiguration: { ExecutionMode: 'SCHEDULED', ScheduleConfiguration: { ScheduleExpression: 'rate(1 hour)', Object: 'profiles' } },
    });
  });

  test.each([
    ['delivered twice', undefined],
    ['cut off after it acted', { kind: 'cut', when: 'after' }],
    ['cut off in the middle of its output', { kind: 'cut', when: 'within' }],
    ['followed by an unreadable output', { kind: 'unreadable', status: 200, body: '<html></html>' }],
    ['killed after it acted', { kind: 'kill', when: 'after' }],
    ['killed before it acts', { kind: 'kill', when: 'before' }],
  ] as const)('a create that is %s creates one association and runs one job', async (_, effect) => {
    exporting.world.cloud.cloudFormation.customResources.deliver = effect ? 'once' : 'twice';
    if (effect) exporting.world.cloud.faults.add({ service: 'app-integrations', operation: 'CreateDataIntegrationAssociation', effect });
    const { status } = await exporting.deploy({ Export: {} });

    expect(status).toBe('CREATE_COMPLETE');
    expect(exporting.associations()).toHaveLength(1);
    expect(exporting.runs()).toEqual([startOf(1)]);
  });

  test('an exhausted quota fails at once and is named', async () => {
    for (let index = 0; index < 10; index += 1) {
      exporting.service.associateAs(STRANGER, {
        DataIntegrationIdentifier: exporting.dataIntegrationId, DestinationURI: `s3://exports/${index}`, ClientToken: `token-${index}`,
      });
    }
    const { status, failures } = await exporting.deploy({ Export: {} });

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toMatch(/a quota is used up: .*ResourceQuotaExceededException.* has 10 associations, and AWS allows 10 by default/);
    expect(exporting.world.calls('CreateDataIntegrationAssociation')).toHaveLength(1);
  });

  test('throttled calls are repeated', async () => {
    exporting.world.cloud.faults.add({
      service: 'app-integrations',
      operation: 'CreateDataIntegrationAssociation',
      times: 5,
      effect: { kind: 'error', code: 'TooManyRequestsException', status: 429 },
    });

    expect((await exporting.deploy({ Export: {} })).status).toBe('CREATE_COMPLETE');
  });

  test('an explicit deny of AWS fails with the known causes', async () => {
    exporting.world.cloud.faults.add({
      service: 'app-integrations',
      operation: 'CreateDataIntegrationAssociation',
      times: 1000,
      effect: { kind: 'error', code: 'AccessDeniedException', status: 403, message: 'with an explicit deny' },
    });
    const { status, failures } = await exporting.deploy({ Export: {} });

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toMatch(/with an explicit deny.*known causes: .*only approved services/);
  });

  test('a data integration that does not exist is named', async () => {
    exporting.service.deleteDataIntegration(exporting.dataIntegrationId);
    const { failures } = await exporting.deploy({ Export: {} });

    expect(failures[0]?.reason).toContain(`check that data integration ${exporting.dataIntegrationId} exists`);
  });

  test('with existingAssociation: ADOPT, it adopts the one association that matches and runs nothing', async () => {
    const found = exporting.service.associateAs(STRANGER, {
      DataIntegrationIdentifier: exporting.dataIntegrationId,
      DestinationURI: 's3://exports/profiles',
      ClientToken: 'theirs',
      ExecutionConfiguration: { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: startOf(1), EndTime: startOf(2) } },
    });
    const { outputs } = await exporting.deploy({ Export: { existingAssociation: ExistingAssociation.ADOPT } });

    expect(outputs.ExportId).toBe(found.associationId);
    expect(exporting.runs()).toEqual([startOf(1)]);
  });

  test('with existingAssociation: ADOPT, it refuses to choose between two', async () => {
    for (const ClientToken of ['one', 'two']) {
      exporting.service.associateAs(STRANGER, {
        DataIntegrationIdentifier: exporting.dataIntegrationId, DestinationURI: 's3://exports/profiles', ClientToken,
      });
    }
    const { failures } = await exporting.deploy({ Export: { existingAssociation: ExistingAssociation.ADOPT } });

    expect(failures[0]?.reason).toContain('has 2 associations with this client id and destination');
    expect(exporting.associations()).toHaveLength(2);
  });
});

describe('update', () => {
  test('another window is one update in place, and the job runs again', async () => {
    const before = await exporting.deploy({ Export: {} });
    const { status, outputs } = await exporting.deploy({ Export: { executionConfiguration: day(2) } });

    expect(status).toBe('UPDATE_COMPLETE');
    expect(outputs.ExportId).toBe(before.outputs.ExportId);
    expect(exporting.runs()).toEqual([startOf(1), startOf(2)]);
  });

  test('a change of nothing but the behaviour calls no update operation', async () => {
    await exporting.deploy({ Export: {} });
    const { status } = await exporting.deploy({ Export: { remainingAssociation: RemainingAssociation.FAIL } });

    expect(status).toBe('UPDATE_COMPLETE');
    expect(exporting.runs()).toEqual([startOf(1)]);
  });

  test.each([
    ['cut off after it acted', { kind: 'cut', when: 'after' }],
    ['cut off in the middle of its output', { kind: 'cut', when: 'within' }],
    ['followed by an unreadable output', { kind: 'unreadable', status: 200, body: '<html></html>' }],
    ['killed after it acted', { kind: 'kill', when: 'after' }],
  ] as const)('an update that is %s runs its job once', async (_, effect) => {
    await exporting.deploy({ Export: {} });
    exporting.world.cloud.faults.add({ service: 'app-integrations', operation: 'UpdateDataIntegrationAssociation', effect });
    const { status } = await exporting.deploy({ Export: { executionConfiguration: day(2) } });

    expect(status).toBe('UPDATE_COMPLETE');
    expect(exporting.runs()).toEqual([startOf(1), startOf(2)]);
  });

  test('a window that is rolled back runs a job for the old one again, and the log says so', async () => {
    await exporting.deploy({ Export: {} });
    const { status } = await exporting.deploy({ Export: { executionConfiguration: day(2) } }, true);

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(exporting.runs()).toEqual([startOf(1), startOf(2), startOf(1)]);
    expect(exporting.world.logs()).toMatch(/AWS then runs an on-demand job again, also when a rollback changes it back/);
  });

  test('a rollback of anything but the window runs nothing', async () => {
    await exporting.deploy({ Export: {} });
    const { status } = await exporting.deploy({ Export: { remainingAssociation: RemainingAssociation.FAIL } }, true);

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(exporting.runs()).toEqual([startOf(1)]);
  });

  test('an update that failed before it acted is rolled back without a run', async () => {
    await exporting.deploy({ Export: {} });
    exporting.world.cloud.faults.add({
      service: 'app-integrations',
      operation: 'UpdateDataIntegrationAssociation',
      effect: { kind: 'error', code: 'InvalidRequestException', status: 400, message: 'not this window' },
    });
    const { status, failures } = await exporting.deploy({ Export: { executionConfiguration: day(2) } });

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toContain('not this window');
    expect(exporting.runs()).toEqual([startOf(1)]);
  });

  describe.each([
    ['a new resource and a deletion', {}],
    ['an update, if the logical id is pinned', { pinned: 'Pinned' }],
  ])('a change of anything but its execution configuration is %s:', (_, named) => {
    test('any other change makes another association, and the old one remains', async () => {
      const before = await exporting.deploy({ Export: { ...named } });
      const { status, outputs } = await exporting.deploy({ Export: { ...named, destination: elsewhere } });

      expect(status).toBe('UPDATE_COMPLETE');
      expect(outputs.ExportId).not.toBe(before.outputs.ExportId);
      expect(exporting.associations().map(({ associationId }) => associationId)).toEqual([before.outputs.ExportId, outputs.ExportId]);
      expect(exporting.world.logs()).toMatch(/AWS has no operation to delete (it|an association)/);
    });

    test('a replacement that AWS refuses is rolled back, says what to do, and runs nothing', async () => {
      const before = await exporting.deploy({ Export: { ...named } });
      exporting.service.behave({ reuse: 'refuse' });
      const { status, failures } = await exporting.deploy({ Export: { ...named, destination: elsewhere } });

      expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(failures[0]?.reason).toContain('already has an association, and AWS may refuse another one: use a new data integration');
      expect(exporting.associations().map(({ associationId }) => associationId)).toEqual([before.outputs.ExportId]);
      expect(exporting.runs()).toEqual([startOf(1)]);
    });

    test('a replacement that is rolled back returns to the association that it had', async () => {
      const before = await exporting.deploy({ Export: { ...named } });
      await exporting.deploy({ Export: { ...named, destination: elsewhere } }, true);
      const { status, outputs } = await exporting.deploy({ Export: { ...named, remainingAssociation: RemainingAssociation.FAIL } });

      expect(status).toBe('UPDATE_COMPLETE');
      expect(outputs.ExportId).toBe(before.outputs.ExportId);
      expect(exporting.runs()).toEqual([startOf(1), startOf(1)]);
    });
  });

  test.each([
    ['construct', {}, {}],
    ['logical id', { pinned: 'Export' }, { pinned: 'Renamed' }],
  ])('a %s with a new name keeps its association, and its job does not run again', async (_, named, renamed) => {
    const before = await exporting.deploy({ Export: named });
    const { status, outputs } = await exporting.deploy({ Renamed: renamed });

    expect(status).toBe('UPDATE_COMPLETE');
    expect(outputs.RenamedId).toBe(before.outputs.ExportId);
    expect(exporting.runs()).toEqual([startOf(1)]);
  });

  test('the association is found among more than fifty', async () => {
    exporting.fill(60);
    const before = await exporting.deploy({ Export: {} });
    const looks = exporting.world.calls('ListDataIntegrationAssociations').length;
    const { status, outputs } = await exporting.deploy({ Export: { executionConfiguration: day(2) } });

    expect(status).toBe('UPDATE_COMPLETE');
    expect(outputs.ExportId).toBe(before.outputs.ExportId);
    expect(exporting.runs()).toEqual([startOf(1), startOf(2)]);
    // One read takes two pages, because the association is on the second.
    expect(exporting.world.calls('ListDataIntegrationAssociations')).toHaveLength(looks + 2);
  });

  test('a removed member is removed, even if the first try was throttled', async () => {
    await exporting.deploy({ Export: {} });
    exporting.world.cloud.faults.add({
      service: 'app-integrations',
      operation: 'UpdateDataIntegrationAssociation',
      effect: { kind: 'error', code: 'ThrottlingException', status: 429 },
    });
    const startTime = ExportTime.fromEpochMillis(startOf(1));
    const { status } = await exporting.deploy({ Export: { executionConfiguration: ExecutionConfiguration.onDemand({ startTime }) } });

    expect(status).toBe('UPDATE_COMPLETE');
    expect(exporting.associations()[0]?.executionConfiguration?.OnDemandConfiguration).toEqual({ StartTime: startOf(1) });
    expect(exporting.runs()).toHaveLength(2);
  });

  test('a change of something else runs nothing, even if the live window is different', async () => {
    const before = await exporting.deploy({ Export: { pinned: 'Pinned' } });
    await exporting.deploy({ Export: { pinned: 'Renamed', executionConfiguration: day(2) } }, true);
    expect(exporting.runs()).toEqual([startOf(1), startOf(2)]);
    const { status, outputs } = await exporting.deploy({ Export: { pinned: 'Pinned', jobCompletion: wait } });

    expect(status).toBe('UPDATE_COMPLETE');
    expect(outputs.ExportId).toBe(before.outputs.ExportId);
    expect(exporting.runs()).toEqual([startOf(1), startOf(2)]);
  });

  test('an association that is gone is not created again unasked', async () => {
    const before = await exporting.deploy({ Export: {} });
    exporting.service.removeAssociation(before.outputs.ExportId ?? '');
    const unasked = await exporting.deploy({ Export: { remainingAssociation: RemainingAssociation.FAIL } });
    expect(unasked.status).toBe('UPDATE_COMPLETE');
    expect(exporting.associations()).toEqual([]);
    const asked = await exporting.deploy({ Export: { remainingAssociation: RemainingAssociation.FAIL, executionConfiguration: day(2) } });

    expect(asked.status).toBe('UPDATE_COMPLETE');
    expect(exporting.associations().map(({ associationId }) => associationId)).toEqual([asked.outputs.ExportId]);
  });
});

describe('the job', () => {
  test('a job that completes is waited for', async () => {
    exporting.service.jobs({ takes: 60, then: 'COMPLETED' });
    const { status } = await exporting.deploy({ Export: { jobCompletion: wait } });

    expect(status).toBe('CREATE_COMPLETE');
    expect(exporting.service.jobRuns()[0]).toMatchObject({ status: 'COMPLETED' });
  });

  test('a job that fails fails the deployment with AWS\'s message', async () => {
    exporting.service.jobs({ takes: 30, then: 'FAILED', message: 'the bucket refuses the objects' });
    const { status, failures } = await exporting.deploy({ Export: { jobCompletion: wait } });

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toContain('is FAILED: the bucket refuses the objects; the association remains, because AWS has no operation to delete it');
  });

  test('a job that never ends times out at the deadline', async () => {
    exporting.service.jobs({ never: true });
    const { failures } = await exporting.deploy({ Export: { jobCompletion: JobCompletion.waitUntilCompleted(Duration.minutes(2)) } });

    expect(failures[0]?.reason).toMatch(/not finished after 1\d\d seconds|not finished after 2 minutes/);
    expect(failures[0]?.reason).toContain('is still IN_PROGRESS; the job continues, because AWS has no operation to cancel it');
  });

  test('a failed job does not become a success by deploying again', async () => {
    await exporting.deploy({ Export: {} });
    exporting.service.jobs({ takes: 10, then: 'FAILED', message: 'no access' });
    const added = { Export: {}, Second: { destination: elsewhere, jobCompletion: wait } };
    expect((await exporting.deploy(added)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const again = await exporting.deploy(added);

    expect(again.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(again.failures[0]?.reason).toContain('is FAILED: no access');
  });

  test('an update waits for its own job, not for an earlier one', async () => {
    exporting.service.jobs({ takes: 30, then: 'COMPLETED' });
    await exporting.deploy({ Export: { jobCompletion: wait } });
    exporting.service.jobs({ takes: 30, then: 'FAILED', message: 'the second one' });
    const { failures } = await exporting.deploy({ Export: { jobCompletion: wait, executionConfiguration: day(2) } });

    expect(failures[0]?.reason).toContain('is FAILED: the second one');
  });
});

describe('delete', () => {
  test('a delete removes nothing, says so and succeeds', async () => {
    await exporting.deploy({ Export: {} });

    expect((await exporting.destroy()).status).toBe('DELETE_COMPLETE');
    expect(exporting.associations()).toHaveLength(1);
    expect(exporting.world.logs()).toContain('nothing is deleted: AWS has no operation to delete an association. The association and the exported data remain');
  });

  test('with remainingAssociation: FAIL, a delete fails while the association exists, and no longer', async () => {
    const { outputs } = await exporting.deploy({ Export: { remainingAssociation: RemainingAssociation.FAIL } });
    const refused = await exporting.destroy();
    expect(refused.status).toBe('DELETE_FAILED');
    expect(refused.failures[0]?.reason).toContain('still exists, and AWS has no operation to delete it');

    exporting.service.removeAssociation(outputs.ExportId ?? '');
    expect((await exporting.destroy()).status).toBe('DELETE_COMPLETE');
  });

  test('a new logical id does not fail because of the association that the new resource holds', async () => {
    await exporting.deploy({ Export: { pinned: 'Export', remainingAssociation: RemainingAssociation.FAIL } });
    const { status, failures } = await exporting.deploy({ Export: { pinned: 'Renamed', remainingAssociation: RemainingAssociation.FAIL } });

    expect(status).toBe('UPDATE_COMPLETE');
    expect(failures).toEqual([]);
  });

  test('a data integration of the same stack blocks its deletion unless it is retained', async () => {
    const deploy = async (retain: boolean, name: string): Promise<string> => {
      await exporting.world.deploy({
        build: (stack) => {
          const dataIntegration = new CfnDataIntegration(stack, 'Source', { name, kmsKey: 'a-key', sourceUri: 'Salesforce://AppFlow/shop' });
          if (retain) dataIntegration.applyRemovalPolicy(RemovalPolicy.RETAIN);
          exporting.add(stack, 'Export', { dataIntegration });
        },
      }, name);
      return (await exporting.world.destroy(name)).status;
    };

    expect(await deploy(false, 'Wedged')).toBe('DELETE_FAILED');
    expect(await deploy(true, 'Retained')).toBe('DELETE_COMPLETE');
  });

  test('a create that is cancelled while its job runs leaves the association and stops waiting', async () => {
    exporting.service.jobs({ never: true });
    const deployment = exporting.deploy({ Export: { jobCompletion: wait } });
    await exporting.world.until(() => exporting.associations().length > 0, 'the association');
    const { status } = await exporting.destroy();
    await deployment;

    expect(status).toBe('DELETE_COMPLETE');
    expect(exporting.associations()).toHaveLength(1);
    expect(exporting.world.calls('StopExecution')).toHaveLength(1);
  });
});
