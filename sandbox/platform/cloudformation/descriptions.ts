/** The output of CloudFormation for stacks and change sets, in the members of its API. */
import { ChangeSet, ResourceChange } from './change-sets';
import { Xml } from './query';
import { Deployable, OperationMode, Stack, StackEvent, StackResource } from './stack';

function pairs(record: Readonly<Record<string, string>>): Xml {
  return Object.entries(record).map(([Key, Value]) => ({ Key, Value }));
}

function describeParameters(parameters: Deployable['parameters'] = new Map()): Xml {
  return [...parameters].map(([name, { value, resolved, secret }]) => {
    const shown = (text: string | undefined) => secret && text !== undefined ? '****' : text;
    return { ParameterKey: name, ParameterValue: shown(value), ResolvedValue: shown(resolved) };
  });
}

function deploymentConfig({ express, disableRollback }: OperationMode): Xml {
  return { Mode: express ? 'EXPRESS' : 'STANDARD', DisableRollback: disableRollback };
}

export function describeStack(stack: Stack): Xml {
  return {
    ...shared(stack),
    Parameters: describeParameters(stack.deployed?.parameters),
    Outputs: stack.outputs.map(({ key, value, description, exportName }) =>
      ({ OutputKey: key, OutputValue: value, Description: description, ExportName: exportName })),
    Tags: pairs(stack.tags),
    EnableTerminationProtection: stack.terminationProtection,
    DisableRollback: stack.mode.disableRollback ?? false,
    DeploymentConfig: deploymentConfig(stack.mode),
    NotificationARNs: stack.notificationArns,
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
  };
}

export function summarizeStack(stack: Stack): Xml {
  return shared(stack);
}

function shared(stack: Stack): Record<string, Xml> {
  return {
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : new Date(stack.updatedAt),
    DeletionTime: stack.deletedAt === undefined ? undefined : new Date(stack.deletedAt),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    ParentId: stack.parentId,
  };
}

export function describeResource(resource: StackResource): Record<string, Xml> {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
  };
}

export function describeEvent(event: StackEvent, stack: Stack): Xml {
  return {
    StackId: stack.id,
    StackName: stack.name,
    EventId: event.eventId,
    Timestamp: new Date(event.at),
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
  };
}

export function summarizeChangeSet({ id, name, stack, createdAt, isEmpty, executed, isObsolete }: ChangeSet): Record<string, Xml> {
  return {
    ChangeSetId: id,
    ChangeSetName: name,
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: new Date(createdAt),
    Status: isEmpty ? 'FAILED' : 'CREATE_COMPLETE',
    StatusReason: isEmpty ? "The submitted information didn't contain changes. Submit different information to create a change set." : undefined,
    ExecutionStatus: isEmpty ? 'UNAVAILABLE' : executed ? 'EXECUTE_COMPLETE' : isObsolete ? 'OBSOLETE' : 'AVAILABLE',
  };
}

export function describeChangeSet(changeSet: ChangeSet): Xml {
  return {
    ...summarizeChangeSet(changeSet),
    Parameters: describeParameters(changeSet.deployable.parameters),
    Tags: pairs(changeSet.request.tags ?? {}),
    NotificationARNs: changeSet.request.notificationArns,
    IncludeNestedStacks: false,
    DeploymentConfig: deploymentConfig(changeSet.request.mode ?? {}),
    Changes: changeSet.changes.map(describeChange),
  };
}

function describeChange({ action, logicalId, physicalId, type, properties, replaces, policyAction }: ResourceChange): Xml {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: action,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      Replacement: action !== 'Modify' ? undefined : replaces ? 'True' : 'False',
      PolicyAction: policyAction,
      Scope: properties.length > 0 ? ['Properties'] : [],
      Details: properties.map(({ name, requiresRecreation }) => ({
        Target: { Attribute: 'Properties', Name: name, RequiresRecreation: requiresRecreation ? 'Always' : 'Never' },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      })),
    },
  };
}
