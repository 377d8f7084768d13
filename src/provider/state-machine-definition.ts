/** How long an execution may take; the handler's own deadline comes ten minutes before. */
const TIMEOUT_SECONDS = 3600;

/**
 * The function was not invoked, so that it cannot have acted: it is throttled, or the permission has not propagated. It is
 * entered anew, for a retry tells the handler that the attempt before may have acted.
 */
const NOT_INVOKED = ['Lambda.AWSLambdaException', 'Lambda.TooManyRequestsException'];

/**
 * The state machine that drives one request of CloudFormation from its begin to its answer: advance, wait for as long
 * as advance said, advance again, and, whatever goes wrong, answer.
 *
 * It never names the function, whose environment names the machine: the execution's input says whom to invoke.
 */
export function stateMachineDefinition(partition: string): object {
  const invoke = (step: 'advance' | 'answer') => ({
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: {
      'FunctionName.$': '$.functionArn',
      'Payload': {
        'step': step,
        'attempt.$': '$$.State.RetryCount',
        'startedAt.$': '$$.Execution.StartTime',
        'enteredAt.$': '$$.State.EnteredTime',
        'execution.$': '$',
      },
    },
    ResultSelector: { 'Payload.$': '$.Payload' },
  });
  const retry = (attempts: number) => [{
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: attempts,
    MaxDelaySeconds: 60,
    JitterStrategy: 'FULL',
  }];
  return {
    StartAt: 'Advance',
    TimeoutSeconds: TIMEOUT_SECONDS,
    States: {
      Advance: {
        ...invoke('advance'),
        ResultPath: '$.last',
        Retry: [{ ErrorEquals: NOT_INVOKED, MaxAttempts: 0 }, ...retry(7)],
        Catch: [
          { ErrorEquals: NOT_INVOKED, ResultPath: '$.notInvoked', Next: 'Pause' },
          { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Answer' },
        ],
        Next: 'Settled',
      },
      Settled: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.last.Payload.wait', IsPresent: true, Next: 'Wait' },
          { Variable: '$.last.Payload.answer', IsPresent: true, Next: 'Answer' },
        ],
        Default: 'Done',
      },
      Pause: { Type: 'Wait', Seconds: 5, Next: 'Advance' },
      Wait: { Type: 'Wait', SecondsPath: '$.last.Payload.wait', Next: 'Advance' },
      Answer: { ...invoke('answer'), ResultPath: '$.answered', Retry: retry(10), Next: 'Done' },
      Done: { Type: 'Succeed' },
    },
  };
}
