import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Place, ServiceError } from '../core';
import { provisionerOf, Provisioners } from './convergence';
import { Deployable, Stack } from './stack';
import { DeployRequest, Stacks } from './stacks';
import { ValidationError } from './template';

/** The effect of a change set on one resource. */
export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly replaces: boolean;
  /** The action on the existing resource if it is replaced or removed. */
  readonly policyAction?: 'Delete' | 'Retain' | 'ReplaceAndDelete' | 'ReplaceAndRetain';
  /** The properties that differ, and whether each requires a replacement. */
  readonly properties: readonly { readonly name: string; readonly requiresRecreation: boolean }[];
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stack: Stack;
  readonly createdAt: number;
  readonly deployable: Deployable;
  readonly changes: readonly ResourceChange[];
  readonly request: DeployRequest;
  readonly isEmpty: boolean;
  /** Whether an operation on the stack has begun since the change set was created. */
  readonly isObsolete: boolean;
  executed: boolean;
}

export interface ChangeSetRequest extends DeployRequest {
  readonly changeSetName: string;
  readonly changeSetType: string;
}

export interface ChangeSetsOptions {
  readonly place: Place;
  readonly stacks: Stacks;
  readonly provisioners: Provisioners;
}

/** Deployments that were prepared. They need not have been executed. */
export class ChangeSets {
  private readonly changeSets = new Map<string, ChangeSet>();

  public constructor(private readonly options: ChangeSetsOptions) {}

  public create(request: ChangeSetRequest): ChangeSet {
    const { stacks, place: { partition, region, account } } = this.options;
    const existing = stacks.find(request.stackName);
    const isNew = existing === undefined || existing.status === 'REVIEW_IN_PROGRESS';
    if (request.changeSetType === 'UPDATE' && existing === undefined) throw new ValidationError(`Stack [${request.stackName}] does not exist`);
    if (request.changeSetType === 'CREATE' && !isNew) {
      throw new ValidationError(`Stack [${existing.name}] already exists and cannot be created again with the changeSet [${request.changeSetName}].`);
    }
    if (existing !== undefined && this.find(existing.name, request.changeSetName) !== undefined) {
      throw new ServiceError('AlreadyExistsException', `ChangeSet ${request.changeSetName} cannot be created due to a mismatch with existing attribute ChangeSetName`);
    }
    const { stack, deployable } = stacks.prepare(request);
    const lastOperation = stacks.lastOperation(stack);
    const changeSet: ChangeSet = {
      id: `arn:${partition}:cloudformation:${region}:${account}:changeSet/${request.changeSetName}/${randomUUID()}`,
      name: request.changeSetName,
      stack,
      createdAt: Date.now(),
      deployable,
      changes: this.changes(stack, deployable),
      request,
      isEmpty: !stacks.isChange(stack, deployable),
      get isObsolete() {
        return !this.executed && stacks.lastOperation(stack) !== lastOperation;
      },
      executed: false,
    };
    this.changeSets.set(changeSet.id, changeSet);
    return changeSet;
  }

  public get(stackName: string | undefined, nameOrId: string): ChangeSet {
    const found = this.find(stackName, nameOrId);
    if (found === undefined) throw new ServiceError('ChangeSetNotFound', `ChangeSet [${nameOrId}] does not exist`, 404);
    return found;
  }

  /** @param disableRollback overrides the setting of the change set */
  public execute(changeSet: ChangeSet, disableRollback?: boolean, retainExceptOnCreate?: boolean): void {
    const { id, isEmpty, executed, isObsolete, request: { mode }, stack, deployable } = changeSet;
    if (isEmpty || executed || isObsolete) {
      const status = isEmpty ? 'status of [FAILED]' : `execution status of [${executed ? 'EXECUTE_COMPLETE' : 'OBSOLETE'}]`;
      throw new ServiceError('InvalidChangeSetStatus', `ChangeSet [${id}] cannot be executed in its current ${status}`);
    }
    this.options.stacks.execute(stack, deployable, {
      mode: { ...mode, disableRollback: disableRollback ?? mode?.disableRollback, retainExceptOnCreate },
    });
    changeSet.executed = true;
    // The others were made for the stack as it was.
    for (const other of this.of(stack)) this.changeSets.delete(other.id);
  }

  /** Deletes a change set, if it exists. */
  public delete(stackName: string | undefined, nameOrId: string): void {
    const found = this.find(stackName, nameOrId);
    if (found !== undefined) this.changeSets.delete(found.id);
  }

  /** The change sets that have not been executed. AWS lists the active ones only, but still describes one that was executed. */
  public of(stack: Stack): ChangeSet[] {
    return [...this.changeSets.values()].filter((changeSet) => changeSet.stack === stack && !changeSet.executed);
  }

  private find(stackName: string | undefined, nameOrId: string): ChangeSet | undefined {
    const stack = stackName === undefined ? undefined : this.options.stacks.get(stackName);
    return this.changeSets.get(nameOrId)
      ?? [...this.changeSets.values()].find((changeSet) => changeSet.stack === stack && changeSet.name === nameOrId);
  }

  private changes(stack: Stack, { template, graph }: Deployable): ResourceChange[] {
    const removed = stack.live().filter(({ logicalId }) => !graph.has(logicalId))
      .map(({ logicalId, type, state, definition }): ResourceChange => ({
        action: 'Remove',
        logicalId,
        type,
        physicalId: state.physicalId,
        replaces: false,
        policyAction: definition.DeletionPolicy === 'Delete' ? 'Delete' : 'Retain',
        properties: [],
      }));
    const others = [...graph.keys()].flatMap((logicalId): ResourceChange[] => {
      const definition = template.Resources[logicalId];
      const live = stack.resources.get(logicalId)?.live;
      if (live === undefined) return [{ action: 'Add', logicalId, type: definition.Type, replaces: false, properties: [] }];
      if (isDeepStrictEqual(live.definition, definition)) return [];
      const { provisioners } = this.options;
      const target = { stackId: stack.id, stackName: stack.name, logicalId, type: definition.Type };
      const before = live.definition.Properties;
      const after = definition.Properties;
      const properties = [...new Set([...Object.keys(before), ...Object.keys(after)])]
        .filter((name) => !isDeepStrictEqual(before[name], after[name]))
        .map((name) => ({
          name,
          requiresRecreation: provisionerOf(definition.Type, provisioners).replaces(target, { [name]: after[name] }, { [name]: before[name] }),
        }));
      const replaces = properties.some(({ requiresRecreation }) => requiresRecreation);
      const policyAction = !replaces ? undefined : live.definition.UpdateReplacePolicy === 'Delete' ? 'ReplaceAndDelete' : 'ReplaceAndRetain';
      return [{ action: 'Modify', logicalId, type: definition.Type, physicalId: live.state.physicalId, replaces, policyAction, properties }];
    });
    return [...others, ...removed];
  }
}
