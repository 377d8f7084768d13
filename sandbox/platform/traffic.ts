import { Call, Clock, Fault, ServiceError } from './core';

/** The call gets no output, or none that can be read. */
export class ConnectionCut extends Error {
  /**
   * @param how whether the connection is dropped, drops in the middle of the output, or stays silent; or the body that is sent
   * instead
   */
  public constructor(public readonly how: 'cut' | 'within' | 'hang' | { readonly status: number; readonly body: string } = 'cut') {
    super(how === 'hang' ? 'no output' : 'the connection was cut');
    this.name = 'ConnectionCut';
  }
}

interface ArmedFault {
  readonly fault: Fault;
  skip: number;
  times: number;
}

/** The faults that wait for their calls. Each counts every call that it matches. If several match, the first one acts. */
export class Faults {
  private armed: ArmedFault[] = [];

  public add(fault: Fault): void {
    this.armed.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
  }

  public clear(): void {
    this.armed = [];
  }

  /** The fault for this call, if any. */
  public meet(service: string, operation: string): Fault['effect'] | undefined {
    let effect: Fault['effect'] | undefined;
    for (const entry of this.armed) {
      if (entry.fault.service !== service || entry.fault.operation !== operation) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
      } else if (effect === undefined && entry.times > 0) {
        entry.times -= 1;
        effect = entry.fault.effect;
      }
    }
    return effect;
  }
}

/** Every call, over the wire or between services. It is logged, and faults can meet it. */
export class Traffic {
  public readonly calls: Call[] = [];
  public readonly faults = new Faults();

  public constructor(private readonly clock: Clock) {}

  /**
   * Carries out one call. `kill` ends the Lambda process that makes the call, if one does.
   *
   * @throws ServiceError - the error of the service, or of a fault
   * @throws ConnectionCut - if a fault leaves the caller without a readable output
   */
  public async carry<T>(call: Omit<Call, 'at'>, act: (entry: Call) => Promise<T>, kill?: () => void): Promise<T> {
    const entry: Call = { at: this.clock.now(), ...call };
    this.calls.push(entry);
    const effect = this.faults.meet(call.service, call.operation);
    const interrupt = (): never => {
      if (effect?.kind === 'kill') kill?.();
      throw failureOf(effect, call);
    };
    try {
      if (effect && comesBefore(effect)) interrupt();
      // If a call is interrupted afterwards, its caller never learns how it ended, not even that it failed.
      const result = await (effect ? act(entry).then(interrupt, interrupt) : act(entry));
      entry.status ??= 200;
      return result;
    } catch (error) {
      if (error instanceof ConnectionCut) {
        entry.status = 'cut';
      } else {
        entry.status = error instanceof ServiceError ? error.status : 500;
        entry.error = error instanceof Error ? error.name : String(error);
      }
      throw error;
    }
  }
}

function comesBefore(effect: Fault['effect']): boolean {
  if (effect.kind === 'unreadable') return false;
  return effect.kind === 'error' ? effect.when !== 'after' : effect.when === 'before';
}

function failureOf(effect: Fault['effect'] | undefined, { operation }: Pick<Call, 'operation'>): Error {
  switch (effect?.kind) {
    case 'error': return new ServiceError(effect.code, effect.message ?? `${operation} failed because of a fault`, effect.status, effect.retryAfterSeconds);
    case 'hang': return new ConnectionCut('hang');
    case 'unreadable': return new ConnectionCut({ status: effect.status, body: effect.body });
    case 'cut': return new ConnectionCut(effect.when === 'within' ? 'within' : 'cut');
    default: return new ConnectionCut();
  }
}
