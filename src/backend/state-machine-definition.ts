/** The maximum duration of an execution. The handler's own deadline is ten minutes earlier. */
const EXECUTION_TIMEOUT_SECONDS = 3600;

/** The function has no free concurrency. It was not invoked, so it cannot have done anything. */
const THROTTLED = 'Lambda.TooManyRequestsException';

/**
 * An error of Lambda for which Step Functions has no name of its own. One cause is a permission that is missing or has not
 * propagated yet. After other causes, the function may have been invoked.
 */
const UNNAMED = 'Lambda.AWSLambdaException';

/** Temporary errors of Lambda, and of the connection to it. The function may have been invoked nevertheless. */
const TEMPORARY = [UNNAMED, 'Lambda.SdkClientException', 'Lambda.ServiceException'];

/** How often a response that cannot be delivered is sent again. The execution ends before that number is reached. */
const MOST_RESPONSES = 1_000;

/**
 * The state machine that carries out one request of CloudFormation. It invokes the handler for a step (`advance`), waits as long
 * as the step's output says, and invokes it for the next step. When the last step is done, or if something fails, it invokes the
 * handler to respond.
 *
 * If an invocation fails, its step may nevertheless have called AWS. Only the handler can find out, so the next invocation is
 * marked as repeated. `Repeat` is a state of its own, so a pause does not lose the mark that the step may have acted.
 *
 * The definition does not name the function, because the function's environment names the state machine. The input of an
 * execution says which function to invoke.
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
    TimeoutSeconds: EXECUTION_TIMEOUT_SECONDS,
    States: {
      Advance: {
        ...advance(),
        Catch: [
          { ErrorEquals: [THROTTLED], ResultPath: '$.caught', Next: 'Pause' },
          { ErrorEquals: [UNNAMED], ResultPath: '$.caught', Next: 'Invoked' },
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
          { ErrorEquals: [THROTTLED, ...TEMPORARY], MaxAttempts: 0 },
          // Each pause is twice the one before.
          { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 6 },
        ],
        Catch: [
          { ErrorEquals: [THROTTLED, ...TEMPORARY], ResultPath: null, Next: 'PauseRepeat' },
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
