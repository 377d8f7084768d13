/** What the engine does where another request for the same resource may be under way. */
import timers from 'node:timers/promises';
import { type Decision, failure, lifecycle, type State, Written } from './engine-fixture';
import { InMemoryExecutions, requestOf, SENT, stackOf } from './executions-fixture';
import { StepFunctionsEngine } from '../../../lambda/lifecycle/engine';
import type { Lifecycle } from '../../../lambda/lifecycle/lifecycle';
import { executionName, type Request } from '../../../lambda/lifecycle/request';

let log: Written;
beforeEach(() => { log = new Written(); });
afterEach(() => { jest.restoreAllMocks(); });

describe('what must be decided later', () => {
  const SUPERSEDED = { plan: { kind: 'refuse', reason: expect.stringContaining('had given up on this request') }, wait: 0 };
  const update = (id: string, afterMs: number): Request => requestOf('Update', id, afterMs);

  async function advance(own: Request, executions: InMemoryExecutions, payload: object = {}, elapsed = 0): Promise<object> {
    return new StepFunctionsEngine(lifecycle(), { executions, stacks: stackOf(), functionTimeout: 120 }).advance({
      step: 'advance',
      repeated: false,
      startedAt: '2020-01-01T00:00:00.000Z',
      enteredAt: new Date(Date.UTC(2020, 0, 1) + elapsed * 1000).toISOString(),
      execution: { request: own, plan: { kind: 'decide later' }, last: { Payload: payload } },
    });
  }

  describe('is told at once, and', () => {
    /** Which plan is made of a request, at the moment in which it was sent or later. */
    async function planOf(
      request: Request, executions: InMemoryExecutions, afterMs = 0, overrides: Partial<Lifecycle<Decision, State>> = {},
    ): Promise<unknown> {
      jest.spyOn(Date, 'now').mockReturnValue(SENT + afterMs);
      const stacks = stackOf({ logicalId: 'Logs', status: 'CREATE_IN_PROGRESS' });
      await new StepFunctionsEngine(lifecycle(overrides), { executions, stacks, functionTimeout: 120 })
        .begin(request, { invokedFunctionArn: 'a-function', getRemainingTimeInMillis: () => 0 });
      return JSON.parse(executions.started.get(executionName(request)) ?? '').plan.kind;
    }
    /** What happens in the moment that is waited for. */
    const meanwhile = (happens: () => void): void => {
      jest.spyOn(timers, 'setTimeout').mockImplementation(async () => { happens(); });
    };
    const OWN = update('own', 0);

    test('is an update that comes late, for its reverse may be decided on already', async () => {
      expect(await planOf(OWN, new InMemoryExecutions(), 60_000)).toBe('decide later');
    });

    test('is not an update that comes in time, after others that have ended, and then nothing is waited for', async () => {
      const executions = new InMemoryExecutions().add(update('earlier', -60_000), undefined, SENT - 59_000);
      meanwhile(() => { executions.run(update('another', -60_000)); });

      expect(await planOf(OWN, executions)).toBe('carry out');
    });

    test('is an update after which an earlier one began, though that has ended', async () => {
      expect(await planOf(OWN, new InMemoryExecutions().add(update('late', -1_000)))).toBe('decide later');
      expect(log.records).toMatchObject([{ message: 'begin', plan: 'carry out' }, { message: 'another request has come in between', plan: 'decide later' }]);
    });

    test('is an update while another request runs', async () => {
      meanwhile(() => {});

      expect(await planOf(OWN, new InMemoryExecutions().run(update('earlier', -60_000), undefined, SENT - 59_000))).toBe('decide later');
    });

    test('is not an update before which another request just ends', async () => {
      const executions = new InMemoryExecutions().run(update('earlier', -60_000), undefined, SENT - 59_000);
      meanwhile(() => { executions.endAll(); });

      expect(await planOf(OWN, executions)).toBe('carry out');
    });

    test('is not an update that runs already, delivered once more', async () => {
      meanwhile(() => {});

      expect(await planOf(OWN, new InMemoryExecutions().run(OWN))).toBe('carry out');
    });

    test('is never a create, before which nothing was', async () => {
      expect(await planOf(requestOf('Create', 'own'), new InMemoryExecutions(), 60_000)).toBe('carry out');
      expect(log.records).toHaveLength(1);
    });

    test.each([['not one that we answered with', false, 'decide later'], ['one that we answered with', true, 'carry out']])('goes, for a delete, by its id, which is %s', async (_, issued, plan) => {
      expect(await planOf(requestOf('Delete', 'own'), new InMemoryExecutions(), 60_000, { issued: () => issued })).toBe(plan);
    });
  });

  test('waits for a moment first, so that what began in the same moment is seen', async () => {
    expect(await advance(update('own', 0), new InMemoryExecutions())).toMatchObject({ stopped: [], wait: 15 });
  });

  test('is decided when nothing has come of that moment', async () => {
    expect(await advance(update('own', 0), new InMemoryExecutions(), { stopped: [] })).toMatchObject({
      plan: { kind: 'carry out', decision: { to: 'make' } }, physicalId: 'none/may have acted', wait: 0,
    });
  });

  test.each([
    ['an earlier request', 'earlier', undefined, undefined],
    ['an earlier request of any name', 'unlike', undefined, undefined],
    ['one of which nothing can be read', 'earlier', { input: 'of another version' }, undefined],
    ['one that appears at a later look', 'earlier', undefined, []],
  ])('stops %s, and waits for as long as a step of that may take', async (_, id, record, stopped) => {
    const earlier = update(id, 0);
    const executions = new InMemoryExecutions().run(earlier, record);

    expect(await advance(update('own', 5_000), executions, { stopped, looks: 3 })).toMatchObject({ stopped: [executionName(earlier)], looks: 4, wait: 120 });
    expect(executions.stopped).toEqual([executionName(earlier)]);
    expect(executions.causes).toEqual(['superseded by request own']);
    expect(log.records).toMatchObject([{ message: 'waiting for an earlier request to end', running: 1 }, { message: 'advance', plan: 'decide later', wait: 120 }]);
  });

  test('is decided although one that was stopped is still listed', async () => {
    const earlier = update('earlier', 0);
    const executions = new InMemoryExecutions().run(earlier);

    expect(await advance(update('own', 5_000), executions, { stopped: [executionName(earlier)] })).toMatchObject({ plan: { kind: 'carry out' } });
    expect(executions.stopped).toEqual([]);
  });

  test('is not done where a later request runs, and does not stop that', async () => {
    const executions = new InMemoryExecutions().run(update('later', 5_000));

    expect(await advance(update('own', 0), executions)).toMatchObject(SUPERSEDED);
    expect(executions.stopped).toEqual([]);
  });

  test('is not done where a later request has run', async () => {
    expect(await advance(update('own', 0), new InMemoryExecutions().add(update('later', 5_000)), { stopped: [] })).toMatchObject(SUPERSEDED);
  });

  test('of two updates that were sent within the same second, stops the one that began before it', async () => {
    const [one, other] = [update('one', 900), update('other', 100)];
    const executions = new InMemoryExecutions().run(other, undefined, Date.parse('2019-12-31T23:59:59Z'));

    await advance(one, executions);

    expect(executions.stopped).toEqual([executionName(other)]);
  });

  test('waits for a step that may be under way also where it is not known whether that was stopped', async () => {
    const [earlier, first] = [update('earlier', 0), update('first', 0)];
    const executions = new InMemoryExecutions().run(first).run(earlier);
    const stop = executions.stop.bind(executions);
    executions.stop = async (execution, why) => {
      await stop(execution, why);
      if (execution.name === executionName(earlier)) throw failure('InternalError', 500);
    };

    expect(await advance(update('own', 5_000), executions)).toMatchObject({ stopped: [executionName(first)], wait: 120 });
  });

  test('gives up where nothing may be stopped', async () => {
    const executions = new InMemoryExecutions().run(update('earlier', 0));
    executions.stop = async () => { throw failure('ValidationException', 400); };

    const outcome = await advance(update('own', 5_000), executions);

    expect(outcome).toMatchObject({ answer: { status: 'FAILED', reason: expect.stringContaining('ValidationException') } });
    expect(outcome).not.toHaveProperty('wait');
  });

  test('is tried again by the state machine after a mistake in stopping', async () => {
    const executions = new InMemoryExecutions().run(update('earlier', 0));
    executions.stop = async () => { throw new RangeError('of the test'); };

    await expect(advance(update('own', 5_000), executions)).rejects.toThrow(RangeError);
  });

  test('stops nothing where a later request runs as well', async () => {
    const executions = new InMemoryExecutions().run(update('earlier', -5_000)).run(update('later', 5_000));

    expect(await advance(update('own', 0), executions)).toMatchObject(SUPERSEDED);
    expect(executions.stopped).toEqual([]);
  });

  test('has its whole patience from when it is decided', async () => {
    expect(await advance(update('own', 0), new InMemoryExecutions(), { stopped: [] }, 135)).toMatchObject({ plannedAt: 135 });
  });
});
