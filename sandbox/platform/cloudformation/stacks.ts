import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Clock, Place } from '../core';
import { provisionerOf, Provisioners } from './convergence';
import { dependencyGraph } from './graph';
import { Operation, Surroundings } from './operation';
import { refuseDuplicateExports, resolvedOutputs } from './outputs';
import { Resolver } from './resolver';
import { Deployable, OperationMode, Output, Stack } from './stack';
import { parameterValues, parseTemplate, SsmLookup, ValidationError } from './template';

const UPDATABLE = [
  'REVIEW_IN_PROGRESS', 'CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'CREATE_FAILED', 'UPDATE_FAILED',
];
const DELETABLE = [...UPDATABLE, 'CREATE_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED', 'UPDATE_ROLLBACK_FAILED'];

/** The input of a deployment. */
export interface DeployRequest {
  readonly stackName: string;
  /** The template as JSON. */
  readonly template: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Those of the stack by default. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Those of the stack by default. */
  readonly notificationArns?: readonly string[];
  readonly mode?: OperationMode;
  /** The id of the parent stack, if the new stack is nested. */
  readonly parentId?: string;
}

export interface StacksOptions {
  readonly clock: Clock;
  readonly place: Place;
  readonly provisioners: Provisioners;
  readonly ssmParameter: SsmLookup;
  /** The stacks of a region. It may be this object. */
  stacksIn(region: string): Stacks;
}

interface Run {
  readonly operation: Operation;
  readonly finished: Promise<void>;
}

/** All stacks of the account, and the operations on them. */
export class Stacks {
  private readonly stacks = new Map<string, Stack>();
  /** The last operation on each stack, in progress or ended. */
  private readonly runs = new Map<Stack, Run>();
  private readonly surroundings: Surroundings;

  public constructor(private readonly options: StacksOptions) {
    this.surroundings = {
      provisioners: options.provisioners,
      resolver: (stack, deployable) => this.resolver(stack, deployable),
      outputs: (stack, deployable, resolver) => this.outputs(stack, deployable, resolver),
    };
  }

  /** A stack by its name, if it is not deleted, or by its id. */
  public find(nameOrId: string): Stack | undefined {
    return this.stacks.get(nameOrId) ?? this.all().find((stack) => stack.name === nameOrId && stack.status !== 'DELETE_COMPLETE');
  }

  public get(nameOrId: string): Stack {
    const stack = this.find(nameOrId);
    if (stack === undefined) throw new ValidationError(`Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  public all(): Stack[] {
    return [...this.stacks.values()];
  }

  /** The last operation on a stack, in progress or ended. */
  public lastOperation(stack: Stack): Operation | undefined {
    return this.runs.get(stack)?.operation;
  }

  /** Checks the request and works out its values and order. A new stack exists from now on. */
  public prepare(request: DeployRequest): { readonly stack: Stack; readonly deployable: Deployable } {
    const stack = this.find(request.stackName) ?? this.newStack(request.stackName, request.parentId);
    this.refuseUnless(UPDATABLE, stack, 'updated');
    this.refuseOtherMode(stack, request.mode);
    const template = parseTemplate(request.template);
    const { provisioners } = this.options;
    const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
    const unknown = [...types].filter((type) => !provisionerOf(type, provisioners).knows(type));
    if (unknown.length > 0) throw new ValidationError(`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`);
    const parameters = parameterValues(template, request.parameters ?? {}, this.options.ssmParameter);
    const { tags = stack.tags, notificationArns = stack.notificationArns } = request;
    const draft: Deployable = { body: request.template, template, parameters, tags, notificationArns, graph: new Map() };
    const resolver = this.resolver(stack, draft);
    const graph = dependencyGraph(template, resolver);
    refuseDuplicateExports(template, resolver);
    const retyped = [...graph.keys()].filter((id) => {
      const live = stack.resources.get(id)?.live;
      return live !== undefined && live.type !== template.Resources[id].Type;
    });
    if (retyped.length > 0) {
      throw new ValidationError('Update of resource type is not permitted. '
        + `The new template modifies resource type of the following resources: [${retyped.join(', ')}]`);
    }
    this.stacks.set(stack.id, stack);
    return { stack, deployable: { ...draft, graph } };
  }

  /** Whether the deployment would change anything, as far as the request shows it. */
  public isChange(stack: Stack, deployable: Deployable): boolean {
    const essence = ({ template, parameters, tags, notificationArns }: Deployable): unknown =>
      [template.Resources, template.Outputs, template.Conditions, template.Mappings, parameters, tags, notificationArns];
    return stack.deployed === undefined || stack.paused || !isDeepStrictEqual(essence(stack.deployed), essence(deployable));
  }

  /** Starts to create or update a stack. */
  public start(request: DeployRequest): Stack {
    const { stack, deployable } = this.prepare(request);
    if (stack.status !== 'REVIEW_IN_PROGRESS' && !this.isChange(stack, deployable)) throw new ValidationError('No updates are to be performed.');
    this.execute(stack, deployable, request);
    return stack;
  }

  /** Starts to deploy what was prepared to a stack. */
  public execute(stack: Stack, deployable: Deployable, { mode = {} }: Pick<DeployRequest, 'mode'> = {}): void {
    // A new stack can be deleted before its change set is executed.
    this.refuseUnless(UPDATABLE, stack, 'updated');
    this.refuseOtherMode(stack, mode);
    if (stack.paused && !mode.disableRollback) {
      throw new ValidationError(`This stack is currently in a non-terminal [${stack.status}] state. To update the stack from this state, please use `
        + 'the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API');
    }
    const isNew = stack.status === 'REVIEW_IN_PROGRESS';
    stack.mode = mode;
    this.run(stack, mode, (operation) => isNew ? operation.create(deployable) : operation.update(deployable));
  }

  /** Creates or updates a stack and waits for the end, successful or not. */
  public async deploy(request: DeployRequest): Promise<Stack> {
    return this.settled(this.start(request));
  }

  /** Starts to delete a stack. A creation in progress is interrupted. */
  public delete(nameOrId: string, retained: readonly string[] = [], mode: OperationMode = {}): Stack {
    const stack = this.get(nameOrId);
    if (['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'].includes(stack.status)) return stack;
    if (stack.status === 'REVIEW_IN_PROGRESS') {
      stack.setStatus('DELETE_COMPLETE');
      return stack;
    }
    this.refuseUnless(DELETABLE, stack, 'deleted');
    if (stack.terminationProtection) {
      throw new ValidationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    }
    if (retained.length > 0 && stack.status !== 'DELETE_FAILED') {
      throw new ValidationError(`Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`);
    }
    const former = stack.status;
    stack.setStatus('DELETE_IN_PROGRESS', 'User Initiated');
    const used = stack.outputs.flatMap(({ exportName }) => exportName ?? []).find((name) => this.importersOf(name, stack).length > 0);
    if (used !== undefined) {
      // CloudFormation reports no failure: the stack has its former status again.
      stack.setStatus(former, this.inUse('deleted', used, stack));
      return stack;
    }
    const interrupted = former === 'CREATE_IN_PROGRESS' ? this.runs.get(stack) : undefined;
    interrupted?.operation.abandon();
    this.run(stack, mode, async (operation) => {
      await interrupted?.finished;
      await operation.delete(retained);
    });
    return stack;
  }

  /** Cancels an update in progress, so it rolls back. */
  public cancelUpdate(nameOrId: string): void {
    const stack = this.get(nameOrId);
    if (stack.status !== 'UPDATE_IN_PROGRESS') {
      throw new ValidationError(`CancelUpdateStack cannot be called from current stack status: ${stack.status}`);
    }
    this.runs.get(stack)?.operation.cancel('User Initiated');
  }

  /** Rolls back an operation that failed while rollback was disabled. */
  public rollBack(nameOrId: string, mode: OperationMode = {}): Stack {
    const stack = this.get(nameOrId);
    if (!stack.paused) throw new ValidationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
    if (stack.mode.express) {
      throw new ValidationError('RollbackStack is not supported for stacks that were last updated using EXPRESS deployment mode and are in a failed state');
    }
    this.run(stack, mode, (operation) => operation.rollBack('User Initiated'));
    return stack;
  }

  /** Continues the failed rollback of an update, except for the resources to skip. */
  public continueUpdateRollback(nameOrId: string, skipped: readonly string[] | 'failing' = []): Stack {
    const stack = this.get(nameOrId);
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
      throw new ValidationError(`Stack:${stack.id} is in ${stack.status} state and can not continue its update rollback.`);
    }
    const wrong = skipped === 'failing' ? [] : skipped.filter((logicalId) => stack.resources.get(logicalId)?.status !== 'UPDATE_FAILED');
    if (wrong.length > 0) {
      throw new ValidationError(`ResourcesToSkip can only name resources of the stack that are in UPDATE_FAILED, which [${wrong.join(', ')}] are not.`);
    }
    this.run(stack, stack.mode, (operation) => operation.rollBack('User Initiated', skipped));
    return stack;
  }

  /** Waits until no operation on a stack is in progress. */
  public async settled(stack: Stack): Promise<Stack> {
    const run = this.runs.get(stack);
    await run?.finished;
    return this.runs.get(stack) === run ? stack : this.settled(stack);
  }

  /** Interrupts everything in progress and leaves it as it is. */
  public stop(): void {
    for (const { operation } of this.runs.values()) operation.abandon();
  }

  /** The exports of all stacks, by name. */
  public exports(): Map<string, { readonly stack: Stack; readonly value: string }> {
    return new Map(this.all().filter((stack) => stack.status !== 'DELETE_COMPLETE').flatMap((stack) => stack.outputs
      .flatMap(({ exportName, value }) => exportName === undefined ? [] : [[exportName, { stack, value }] as const])));
  }

  private newStack(name: string, parentId?: string): Stack {
    const { clock, place: { partition, region, account } } = this.options;
    return new Stack(`arn:${partition}:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`, name, clock, parentId);
  }

  private run(stack: Stack, mode: OperationMode, act: (operation: Operation) => Promise<void>): void {
    const operation = new Operation(stack, this.surroundings, mode);
    this.runs.set(stack, { operation, finished: act(operation) });
  }

  private resolver(stack: Stack, { template, parameters, notificationArns }: Deployable): Resolver {
    return new Resolver({
      place: this.options.place,
      stackId: stack.id,
      stackName: stack.name,
      template,
      parameters,
      notificationArns,
      resource: (logicalId) => stack.resources.get(logicalId)?.live?.state,
      importValue: (name) => {
        const exported = this.exports().get(name);
        if (exported === undefined) throw new ValidationError(`No export named ${name} found.`);
        return exported.value;
      },
      stackOutput: ({ StackName, OutputName, Region = this.options.place.region }) => {
        const output = this.options.stacksIn(Region).find(StackName)?.outputs.find(({ key }) => key === OutputName);
        if (output === undefined) throw new ValidationError(`Fn::GetStackOutput: there is no output ${OutputName} of a stack ${StackName} in ${Region}.`);
        return output.value;
      },
      ssmParameter: this.options.ssmParameter,
    });
  }

  private outputs(stack: Stack, { template }: Deployable, resolver: Resolver): Output[] {
    const outputs = resolvedOutputs(template, resolver);
    const exported = this.exports();
    for (const { exportName } of outputs) {
      const holder = exportName === undefined ? undefined : exported.get(exportName)?.stack;
      if (holder !== undefined && holder !== stack) {
        throw new ValidationError(`Export with name ${exportName} is already exported by stack ${holder.name}.`);
      }
    }
    for (const { exportName, value } of stack.outputs) {
      if (exportName === undefined || this.importersOf(exportName, stack).length === 0) continue;
      const after = outputs.find((output) => output.exportName === exportName);
      if (after?.value !== value) throw new ValidationError(`${this.inUse(after === undefined ? 'deleted' : 'updated', exportName, stack)}.`);
    }
    return outputs;
  }

  private importersOf(exportName: string, exporter: Stack): string[] {
    return this.all().filter((stack) => stack !== exporter && stack.status !== 'DELETE_COMPLETE' && stack.imports.has(exportName)).map(({ name }) => name);
  }

  private inUse(verb: string, exportName: string, exporter: Stack): string {
    return `Export ${exportName} cannot be ${verb} as it is in use by ${this.importersOf(exportName, exporter).join(' and ')}`;
  }

  private refuseOtherMode(stack: Stack, mode: OperationMode = {}): void {
    if (!stack.paused || !stack.mode.express || mode.express) return;
    throw new ValidationError(`This stack is in a ${stack.status} state from a previous operation that used EXPRESS deployment mode with disable-rollback. `
      + 'Follow-up operations must use the same DeploymentConfig (mode=EXPRESS) until the stack reaches a *_COMPLETE state.');
  }

  private refuseUnless(allowed: readonly string[], stack: Stack, verb: string): void {
    if (!allowed.includes(stack.status)) throw new ValidationError(`Stack:${stack.id} is in ${stack.status} state and can not be ${verb}.`);
  }
}
