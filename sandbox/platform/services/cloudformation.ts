import { checkRequest } from '../cloudformation/accepted';
import { ChangeSets } from '../cloudformation/change-sets';
import { provisionerOf, Provisioners } from '../cloudformation/convergence';
import { CustomResources } from '../cloudformation/custom-resources';
import {
  describeChangeSet, describeEvent, describeResource, describeStack, summarizeChangeSet, summarizeStack,
} from '../cloudformation/descriptions';
import { nestedStackType } from '../cloudformation/nested-stacks';
import { AwsResources, builtInTypes } from '../cloudformation/provisioner';
import { QueryInput, queryResponse, Xml } from '../cloudformation/query';
import { OperationMode, Stack } from '../cloudformation/stack';
import { DeployRequest, Stacks } from '../cloudformation/stacks';
import { parseTemplate, SsmLookup, ValidationError } from '../cloudformation/template';
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
  /** The stacks of another region. @default - no other region exists */
  readonly stacksIn?: (region: string) => Stacks;
}

/** CloudFormation: stacks and change sets, with its Query API. */
export class CloudFormation implements Service, ResponseDoor {
  public readonly signingNames = ['cloudformation'];
  /** The stacks, for use without the API. */
  public readonly stacks: Stacks;
  /** The requests and responses of custom resources, and how often each event is delivered. */
  public readonly customResources: CustomResources;
  /**
   * How long `DescribeStacks` waits for an operation on the stack to end, in milliseconds of the wall clock. AWS does not wait.
   * But a client that learns that an operation goes on polls again only after a while, the CDK CLI after five seconds. The
   * handler of a custom resource has a role and gets its output at once, because the operation waits for it.
   */
  public patience = 0;
  private readonly changeSets: ChangeSets;
  private readonly provisioners: Provisioners;

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
      this.changeSets.execute(
        this.changeSets.get(input.get('StackName'), input.require('ChangeSetName')), input.flag('DisableRollback'), input.flag('RetainExceptOnCreate'),
      );
      return {};
    },
    DeleteChangeSet: (input) => {
      this.changeSets.delete(input.get('StackName'), input.require('ChangeSetName'));
      return {};
    },
    ListChangeSets: (input) => ({ Summaries: this.changeSets.of(this.stack(input)).map(summarizeChangeSet) }),
    CreateStack: (input) => {
      const request = this.deployRequest(input);
      if (this.stacks.find(request.stackName) !== undefined) throw new ServiceError('AlreadyExistsException', `Stack [${request.stackName}] already exists`);
      const stack = this.stacks.start(request);
      stack.terminationProtection = input.flag('EnableTerminationProtection') ?? false;
      return { StackId: stack.id };
    },
    UpdateStack: (input) => {
      const request = this.deployRequest(input);
      this.stacks.get(request.stackName);
      return { StackId: this.stacks.start(request).id };
    },
    DeleteStack: (input) => {
      const name = input.require('StackName');
      if (this.stacks.find(name) !== undefined) this.stacks.delete(name, input.list('RetainResources'), mode(input));
      return {};
    },
    CancelUpdateStack: (input) => {
      this.stacks.cancelUpdate(input.require('StackName'));
      return {};
    },
    ContinueUpdateRollback: (input) => {
      this.stacks.continueUpdateRollback(input.require('StackName'), input.flag('ForceRollback') ? 'failing' : input.list('ResourcesToSkip'));
      return {};
    },
    RollbackStack: (input) => {
      return { StackId: this.stacks.rollBack(input.require('StackName'), mode(input)).id };
    },
    UpdateTerminationProtection: (input) => {
      const stack = this.stack(input);
      stack.terminationProtection = input.flag('EnableTerminationProtection') ?? false;
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
    GetTemplateSummary: (input) => {
      const name = input.get('StackName');
      const body = name === undefined ? this.template(input) : this.stacks.get(name).deployed?.body;
      const { Parameters, Resources, Description } = parseTemplate(body ?? '');
      return {
        Description,
        Parameters: Object.entries(Parameters)
          .map(([ParameterKey, { Type, Default }]) => ({ ParameterKey, ParameterType: Type, DefaultValue: Default })),
        ResourceTypes: [...new Set(Object.values(Resources).map(({ Type }) => Type))],
      };
    },
    ListExports: () => ({
      Exports: [...this.stacks.exports()].map(([name, { stack, value }]) => ({ ExportingStackId: stack.id, Name: name, Value: value })),
    }),
  };

  public constructor(private readonly options: CloudFormationOptions) {
    const { clock, place, invoker, resourceTypes } = options;
    this.customResources = new CustomResources({ clock, place, invoker });
    const nestedStacks = nestedStackType({ stacks: () => this.stacks, template: (url) => this.templateAt(url) });
    const aws = new AwsResources([...builtInTypes(clock), nestedStacks, ...resourceTypes], place);
    const provisioners = this.provisioners = { aws, custom: this.customResources };
    this.stacks = new Stacks({ clock, place, provisioners, ssmParameter: options.ssmParameter, stacksIn: options.stacksIn ?? (() => this.stacks) });
    this.changeSets = new ChangeSets({ place, stacks: this.stacks, provisioners });
  }

  /** The resource types that the services of the local cloud provide. */
  public get serviceTypes(): readonly string[] {
    return this.options.resourceTypes.filter(({ isStandIn }) => !isStandIn).map(({ typeName }) => typeName);
  }

  /** The types of existing resources that are only stand-ins. */
  public standIns(): readonly string[] {
    const types = this.stacks.all().flatMap((stack) => stack.live().map(({ type }) => type));
    return [...new Set(types)].filter((type) => provisionerOf(type, this.provisioners).remark(type) !== undefined);
  }

  public operation(request: ApiRequest): string {
    return new URLSearchParams(request.body.toString()).get('Action') ?? '';
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    const input = new QueryInput(new URLSearchParams(request.body.toString()));
    const action = input.require('Action');
    checkRequest(action, new URLSearchParams(request.body.toString()));
    if (request.principal.roleArn !== undefined) {
      await this.options.authorizer.authorize(request.principal, `cloudformation:${action}`, this.stackArn(input));
    } else if (action === 'DescribeStacks') {
      await this.settled(input.get('StackName'));
    }
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

  /** Waits for a stack, up to `patience`. */
  private async settled(name: string | undefined): Promise<void> {
    const stack = name === undefined ? undefined : this.stacks.find(name);
    if (stack === undefined || this.patience === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([this.stacks.settled(stack), new Promise((resolve) => { timer = setTimeout(resolve, this.patience); })]);
    clearTimeout(timer);
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
      tags: input.has('Tags') ? input.record('Tags', 'Key', 'Value') : undefined,
      notificationArns: input.has('NotificationARNs') ? input.list('NotificationARNs') : undefined,
      mode: mode(input),
    };
  }

  private template(input: QueryInput): string {
    const body = input.flag('UsePreviousTemplate') ? this.stack(input).deployed?.body : input.get('TemplateBody');
    if (body !== undefined) return body;
    return this.templateAt(input.require('TemplateURL'));
  }

  private templateAt(address: string): string {
    const url = new URL(address);
    const [first, ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent);
    // The bucket is in the host name, or first in the path.
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

/** In express mode rollback is disabled, unless the caller says otherwise. */
function mode(input: QueryInput): OperationMode {
  const express = input.get('DeploymentConfig.Mode') === 'EXPRESS';
  const disableRollback = input.flag('DisableRollback') ?? input.flag('DeploymentConfig.DisableRollback');
  return { express, disableRollback: disableRollback ?? express, retainExceptOnCreate: input.flag('RetainExceptOnCreate') };
}
