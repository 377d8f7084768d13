import { randomUUID } from 'node:crypto';
import { FunctionConfig, FunctionProcess, InvocationResult, ProcessOptions } from './function-process';

/** The limit over all functions. Further invocations wait. */
const MAX_PROCESSES = 8;

/** The processes of functions. Each runs one invocation at a time and stays warm for the next. */
export class LambdaProcesses {
  private readonly processes = new Set<FunctionProcess>();
  private readonly waiting: (() => void)[] = [];
  private stopped = false;

  public constructor(private readonly options: ProcessOptions) {}

  /**
   * Runs one invocation when a process is free. A `nested` one does not wait, because the process that it would wait for may run
   * its own caller.
   */
  public async run(config: FunctionConfig, payload: string, { requestId = randomUUID() as string, nested = false } = {}): Promise<InvocationResult> {
    const process = await this.acquire(config, nested);
    try {
      return await process.invoke(requestId, payload);
    } finally {
      if (process.retired) process.kill();
      this.waiting.shift()?.();
    }
  }

  /** No further invocation uses this configuration. */
  public retire(config: FunctionConfig): void {
    for (const process of this.processes) {
      if (process.config === config) process.retire();
    }
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    this.waiting.splice(0).forEach((proceed) => proceed());
    const exits = [...this.processes].map(async (process) => {
      process.kill();
      await process.exited;
    });
    await Promise.all(exits);
  }

  private async acquire(config: FunctionConfig, nested: boolean): Promise<FunctionProcess> {
    for (;;) {
      if (this.stopped) throw new Error('the local cloud has been stopped');
      const idle = [...this.processes].filter(({ busy, retired }) => !busy && !retired);
      const warm = idle.find((process) => process.config === config);
      const free = warm ?? (nested || this.makeRoom(idle) ? this.start(config) : undefined);
      if (free) {
        free.busy = true;
        return free;
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private makeRoom([idle]: FunctionProcess[]): boolean {
    if (this.processes.size < MAX_PROCESSES) return true;
    if (idle === undefined) return false;
    idle.kill();
    return true;
  }

  private start(config: FunctionConfig): FunctionProcess {
    const process = new FunctionProcess(config, this.options);
    this.processes.add(process);
    void process.exited.then(() => {
      this.processes.delete(process);
      this.waiting.shift()?.();
    });
    return process;
  }
}
