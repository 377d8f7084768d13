import { ChangeSet, ChangeSets, ResourceChange } from '../cloudformation/change-sets';
import { CustomResources } from '../cloudformation/custom-resources';
import { AwsResources, builtInTypes } from '../cloudformation/provisioner';
import { QueryInput, queryResponse, Xml } from '../cloudformation/query';
import { Stack, StackEvent, StackResource } from '../cloudformation/stack';
import { DeployRequest, Stacks } from '../cloudformation/stacks';
import { SsmLookup, ValidationError } from '../cloudformation/template';
import {
  ApiRequest, ApiResponse, Authorizer, Clock, EventInvoker, ObjectStore, Place, ResourceType, ResponseDoor, Service, ServiceError,
} from '../core';
import { queryError } from '../protocols';

const PAGE = 100;

export interface CloudFormationOptions {
  readonly clock: Clock;
  readonly place: Place;
  readonly resourceTypes: readonly ResourceType[];
  readonly objects: ObjectStore;
  readonly invoker: EventInvoker;
  readonly authorizer: Authorizer;
  /** Finds the values of parameters of type `AWS::SSM::Parameter::Value<…>`. */
  readonly ssmParameter: SsmLookup;
}

/** CloudFormation: stacks and change sets, as its Query API has them. */
export class CloudFormation implements Service, ResponseDoor {
  public readonly signingNames = ['cloudformation'];
  /** The stacks, for use without the API. */
  public readonly stacks: Stacks;
  /** What custom resources were asked and answered, and how often each event is delivered. */
  public readonly customResources: CustomResources;
  /**
   * How long `DescribeStacks` waits for an operation on the stack to end, in milliseconds of the local cloud's clock. AWS
   * does not wait; but who is told that an operation goes on looks again only after a while, the CDK CLI after five seconds.
   * A handler of a custom resource, which the operation waits for, asks with a stack's id and not with its name.
   */
  public patience = 0;
  private readonly changeSets: ChangeSets;

  private readonly actions: Readonly<Record<string, (input: QueryInput) => Xml>> = {
    CreateChangeSet: (input) => {
      const changeSet = this.changeSets.create({
        ...this.deployRequest(input),
        changeSetName: input.require('ChangeSetName'),
        changeSetType: input.get('ChangeSetType') ?? 'UPDATE',
      });
      return { Id: changeSet.id, StackId: changeSet.stack.id };
    },
    DescribeChangeSet: (input) => describeChangeSet(this.changeSets.get(input.get('StackName'), input.require('ChangeSetName'))),
    ExecuteChangeSet: (input) => {
      this.changeSets.execute(this.changeSets.get(input.get('StackName'), input.require('ChangeSetName')));
      return {};
    },
    DeleteChangeSet: (input) => {
      this.changeSets.delete(input.get('StackName'), input.require('ChangeSetName'));
      return {};
    },
    CreateStack: (input) => {
      const request = this.deployRequest(input);
      if (this.stacks.find(request.stackName) !== undefined) throw new ServiceError('AlreadyExistsException', `Stack [${request.stackName}] already exists`);
      return { StackId: this.stacks.start(request).id };
    },
    UpdateStack: (input) => {
      const request = this.deployRequest(input);
      this.stacks.get(request.stackName);
      return { StackId: this.stacks.start(request).id };
    },
    DeleteStack: (input) => {
      const name = input.require('StackName');
      if (this.stacks.find(name) !== undefined) this.stacks.delete(name, input.list('RetainResources'));
      return {};
    },
    CancelUpdateStack: (input) => {
      this.stacks.cancelUpdate(input.require('StackName'));
      return {};
    },
    ContinueUpdateRollback: (input) => {
      this.stacks.continueUpdateRollback(input.require('StackName'));
      return {};
    },
    UpdateTerminationProtection: (input) => {
      const stack = this.stack(input);
      stack.terminationProtection = input.require('EnableTerminationProtection') === 'true';
      return { StackId: stack.id };
    },
    DescribeStacks: (input) => {
      const name = input.get('StackName');
      const stacks = name === undefined ? this.stacks.all().filter((stack) => stack.status !== 'DELETE_COMPLETE') : [this.stacks.get(name)];
      return { Stacks: stacks.map(describeStack) };
    },
    ListStacks: (input) => {
      const filter = input.list('StackStatusFilter');
      return { StackSummaries: this.stacks.all().filter(({ status }) => filter.length === 0 || filter.includes(status)).map(summarizeStack) };
    },
    DescribeStackEvents: (input) => {
      const stack = this.stack(input);
      return page('StackEvents', [...stack.events].reverse().map((event) => describeEvent(event, stack)), input);
    },
    DescribeStackResources: (input) => {
      const stack = this.stack(input);
      const logicalId = input.get('LogicalResourceId');
      const resources = [...stack.resources.values()].filter((resource) => logicalId === undefined || resource.logicalId === logicalId);
      return {
        StackResources: resources.slice(0, PAGE).map((resource) => ({
          StackId: stack.id, StackName: stack.name, ...describeResource(resource), Timestamp: new Date(resource.at),
        })),
      };
    },
    ListStackResources: (input) => page('StackResourceSummaries', [...this.stack(input).resources.values()]
      .map((resource) => ({ ...describeResource(resource), LastUpdatedTimestamp: new Date(resource.at) })), input),
    GetTemplate: (input) => ({ TemplateBody: this.stack(input).deployed?.body, StagesAvailable: ['Original', 'Processed'] }),
    ListExports: () => ({
      Exports: [...this.stacks.exports()].map(([name, { stack, value }]) => ({ ExportingStackId: stack.id, Name: name, Value: value })),
    }),
  };

  public constructor(private readonly options: CloudFormationOptions) {
    const { clock, place, invoker, resourceTypes } = options;
    this.customResources = new CustomResources({ clock, place, invoker });
    const provisioners = { aws: new AwsResources([...builtInTypes(clock), ...resourceTypes]), custom: this.customResources };
    this.stacks = new Stacks({ clock, place, provisioners, ssmParameter: options.ssmParameter });
    this.changeSets = new ChangeSets({ place, stacks: this.stacks, provisioners });
  }

  public operation(request: ApiRequest): string {
    return new URLSearchParams(request.body.toString()).get('Action') ?? '';
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    const input = new QueryInput(new URLSearchParams(request.body.toString()));
    const action = input.require('Action');
    if (!(action in this.actions)) throw new ServiceError('InvalidAction', `The local cloud's CloudFormation does not know the action ${action}`);
    if (request.principal.roleArn !== undefined) {
      await this.options.authorizer.authorize(request.principal, `cloudformation:${action}`, this.stackArn(input));
    }
    if (action === 'DescribeStacks') await this.settled(input.get('StackName'));
    return queryResponse(action, this.actions[action](input));
  }

  public renderError(error: ServiceError): ApiResponse {
    return queryError(error);
  }

  public receive(path: string, body: string): ApiResponse {
    return this.customResources.receive(path, body);
  }

  public async stop(): Promise<void> {
    this.customResources.stop();
    this.stacks.stop();
  }

  /** Waits for a stack, as long as there is patience. */
  private async settled(name: string | undefined): Promise<void> {
    const stack = name === undefined ? undefined : this.stacks.find(name);
    if (stack === undefined || stack.id === name || this.patience === 0) return;
    const isSettled = new AbortController();
    await Promise.race([this.stacks.settled(stack), this.options.clock.sleep(this.patience, isSettled.signal)]);
    isSettled.abort();
  }

  private stack(input: QueryInput): Stack {
    return this.stacks.get(input.require('StackName'));
  }

  private stackArn(input: QueryInput): string {
    const { partition, region, account } = this.options.place;
    const name = input.get('StackName') ?? '*';
    return this.stacks.find(name)?.id ?? `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/*`;
  }

  private deployRequest(input: QueryInput): DeployRequest {
    const stackName = input.require('StackName');
    const previous = this.stacks.find(stackName)?.deployed?.parameters;
    const reused = Object.keys(input.record('Parameters', 'ParameterKey', 'UsePreviousValue')).flatMap((name) => {
      const value = previous?.get(name)?.value;
      return value === undefined ? [] : [[name, value] as const];
    });
    return {
      stackName,
      template: this.template(input),
      parameters: { ...Object.fromEntries(reused), ...input.record('Parameters', 'ParameterKey', 'ParameterValue') },
      tags: input.record('Tags', 'Key', 'Value'),
    };
  }

  private template(input: QueryInput): string {
    const body = input.get('TemplateBody');
    if (body !== undefined) return body;
    const url = new URL(input.require('TemplateURL'));
    const [first, ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent);
    // The bucket stands in the host name, or first in the path.
    const isVirtualHosted = /^.+\.s3[.-]/.test(url.hostname);
    const bucket = isVirtualHosted ? url.hostname.split('.s3')[0] : first;
    const key = (isVirtualHosted ? [first, ...rest] : rest).join('/');
    const template = this.options.objects.get(bucket, key);
    if (template === undefined) throw new ValidationError(`S3 error: there is no template at ${url.href}`);
    return template.toString();
  }
}

function page(name: string, items: readonly Xml[], input: QueryInput): Xml {
  const from = Number(input.get('NextToken') ?? 0);
  const next = from + PAGE;
  return { [name]: items.slice(from, next), NextToken: next < items.length ? String(next) : undefined };
}

function pairs(record: Readonly<Record<string, string>>): Xml {
  return Object.entries(record).map(([Key, Value]) => ({ Key, Value }));
}

function describeStack(stack: Stack): Xml {
  return {
    ...shared(stack),
    Parameters: [...stack.deployed?.parameters ?? []].map(([name, { value, resolved }]) =>
      ({ ParameterKey: name, ParameterValue: value, ResolvedValue: resolved })),
    Outputs: stack.outputs.map(({ key, value, description, exportName }) =>
      ({ OutputKey: key, OutputValue: value, Description: description, ExportName: exportName })),
    Tags: pairs(stack.tags),
    EnableTerminationProtection: stack.terminationProtection,
    DisableRollback: false,
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
  };
}

function summarizeStack(stack: Stack): Xml {
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
  };
}

function describeResource(resource: StackResource): Record<string, Xml> {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
  };
}

function describeEvent(event: StackEvent, stack: Stack): Xml {
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

function describeChangeSet(changeSet: ChangeSet): Xml {
  const { stack, isEmpty, executed } = changeSet;
  return {
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: new Date(changeSet.createdAt),
    Status: isEmpty ? 'FAILED' : 'CREATE_COMPLETE',
    StatusReason: isEmpty ? "The submitted information didn't contain changes. Submit different information to create a change set." : undefined,
    ExecutionStatus: isEmpty ? 'UNAVAILABLE' : executed ? 'EXECUTE_COMPLETE' : 'AVAILABLE',
    Parameters: [...changeSet.deployable.parameters].map(([name, { value, resolved }]) =>
      ({ ParameterKey: name, ParameterValue: value, ResolvedValue: resolved })),
    Tags: pairs(changeSet.tags ?? {}),
    Changes: changeSet.changes.map(describeChange),
  };
}

function describeChange({ action, logicalId, physicalId, type, properties }: ResourceChange): Xml {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: action,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      Replacement: action !== 'Modify' ? undefined : properties.some(({ replaces }) => replaces) ? 'True' : 'False',
      Scope: properties.length > 0 ? ['Properties'] : [],
      Details: properties.map(({ name, replaces }) => ({
        Target: { Attribute: 'Properties', Name: name, RequiresRecreation: replaces ? 'Always' : 'Never' },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      })),
    },
  };
}
