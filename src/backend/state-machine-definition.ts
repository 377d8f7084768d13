/** How long an execution may take; the handler's own deadline comes ten minutes before. */
const TIMEOUT_SECONDS = 3600;

/** The function was not invoked, so it cannot have acted: it has no concurrency left. */
const THROTTLED = 'Lambda.TooManyRequestsException';

/**
 * An error of Lambda that has no name of its own here. It is what comes of a permission that is missing or has not propagated,
 * but of other things too, after which the function may have been invoked.
 */
const OTHER = 'Lambda.AWSLambdaException';

/** What Lambda or the way to it has failed with for the moment. The function may have been invoked all the same. */
const PASSING = [OTHER, 'Lambda.SdkClientException', 'Lambda.ServiceException'];

/** How often an answer is sent that does not get through: more often than the execution has time for. */
const MOST_RESPONSES = 1_000;

/**
 * The state machine that drives one request of CloudFormation from its begin to its answer: advance, wait for as long
 * as advance said, advance again, and, whatever goes wrong, answer.
 *
 * An advance that did not return may have acted all the same, and only the handler can find out. The repetition tells it so,
 * and is a state of its own: the number of retries would be lost on the way through a pause.
 *
 * It never names the function, whose environment names the machine: the execution's input says whom to invoke.
 */
export function stateMachineDefinition(partition: string): object {
  const invoke = (payload: object) => ({
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: { 'FunctionName.$': '$.functionArn', 'Payload': { ...payload, 'execution.$': '$' } },
  });
  const advance = (repeated?: true) => ({
    ...invoke({ 'step': 'advance', repeated, 'startedAt.$': '$$.Execution.StartTime', 'enteredAt.$': '$$.State.EnteredTime' }),
    ResultSelector: { 'Payload.$': '$.Payload' },
    ResultPath: '$.last',
    Next: 'Check',
  });
  return {
    StartAt: 'Advance',
    TimeoutSeconds: TIMEOUT_SECONDS,
    States: {
      Advance: {
        ...advance(),
        Catch: [
          { ErrorEquals: [THROTTLED], ResultPath: '$.caught', Next: 'Pause' },
          { ErrorEquals: [OTHER], ResultPath: '$.caught', Next: 'Invoked' },
          { ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Repeat' },
        ],
      },
      Invoked: {
        Type: 'Choice',
        Choices: [{
          And: [
            { Variable: '$.caught.Cause', IsPresent: true },
            { Variable: '$.caught.Cause', StringMatches: '*is not authorized to perform: lambda:InvokeFunction*' },
          ],
          Next: 'Pause',
        }],
        Default: 'PauseRepeat',
      },
      Repeat: {
        ...advance(true),
        Retry: [
          { ErrorEquals: [THROTTLED, ...PASSING], MaxAttempts: 0 },
          // Each pause is twice the one before.
          { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 6 },
        ],
        Catch: [
          { ErrorEquals: [THROTTLED, ...PASSING], ResultPath: null, Next: 'PauseRepeat' },
          { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Respond' },
        ],
      },
      Check: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.last.Payload.wait', IsPresent: true, Next: 'Wait' },
          { Variable: '$.last.Payload.response', IsPresent: true, Next: 'Respond' },
        ],
        Default: 'Done',
      },
      Pause: { Type: 'Wait', Seconds: 5, Next: 'Advance' },
      PauseRepeat: { Type: 'Wait', Seconds: 5, Next: 'Repeat' },
      Wait: { Type: 'Wait', SecondsPath: '$.last.Payload.wait', Next: 'Advance' },
      Respond: {
        ...invoke({ step: 'respond' }),
        ResultPath: null,
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: MOST_RESPONSES, MaxDelaySeconds: 60, JitterStrategy: 'FULL' }],
        End: true,
      },
      Done: { Type: 'Succeed' },
    },
  };
}
