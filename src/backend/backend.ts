import * as path from 'path';
import { CfnRole, CfnRolePolicy } from 'aws-cdk-lib/aws-iam';
import { type ApplicationLogLevel, CfnEventInvokeConfig, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ArnFormat, Aws, type CfnResource, Fn, type IResolvable, Lazy, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct, type IConstruct, type IDependable } from 'constructs';
import { checkEnvironment } from './environment';
import { SameStackAttribute, fixLogicalId } from './fixed-logical-id';
import { applyToFunction, checkFunctionSettings } from './function-settings';
import { permitOnLogKey } from './log-encryption';
import { addMetricFilter } from './metrics';
import { allow, policyDocument, trust } from './policy-document';
import { RolePermissions } from './role-permissions';
import { applyToFunctionRole, applyToStateMachine } from './role-settings';
import { nodeRuntime } from './runtime';
import { addSettings, type Changed, changesSince, type ScopeSettings, settingsOf } from './settings';
import { stageCode } from './staged-code';
import { stateMachineDefinition } from './state-machine-definition';
import type { TargetType } from './target-permissions';
import type { HandlerSettings } from '../handler/handler-settings';
import { acknowledge } from '../private/acknowledge';
import { InvalidPropertyError } from '../private/invalid-property-error';
import type { KnownArn } from '../private/known-arn';
import { forgetRemovedDependencies } from '../private/removed';
import { findShared, sharedState } from '../private/shared-state';

const FUNCTION_TIMEOUT_SECONDS = 120;

// Numbers instead of the enum, because the enum's module is loaded with the CDK's L2 log group, which nothing else here needs.
const ONE_MONTH: RetentionDays.ONE_MONTH = 30;
const INFINITE: RetentionDays.INFINITE = 9999;

/** An AWS service. A stack has one backend for all kinds of resources of a service. */
export interface Service {
  /** The name in capitals and without spaces. It is part of logical ids and of the log group's name, so it must not change. */
  readonly name: string;
  /** The folder below `assets` that contains the bundled handler. */
  readonly assetFolder: string;
  /** The name in texts for people. */
  readonly fullName: string;
}

/**
 * The backend for one service in a stack: a Lambda function, a state machine, a log group for both, and their roles.
 * CloudFormation sends its requests to the function. The function starts an execution of the state machine for each request, and
 * the execution invokes the function until it has responded.
 *
 * The backend is made of L1 constructs, so the template does not depend on the app's feature flags. Aspects see `CfnRole`,
 * `CfnFunction` and the like. Every resource has a fixed logical id, because the service token of an existing resource cannot
 * change.
 */
export class Backend extends Construct {
  /** The backend for the service in the scope's stack. It is created if the stack has none. */
  public static of(scope: IConstruct, service: Service): Backend {
    const stack = Stack.of(scope);
    return Backend.existing(stack, service) ?? new Backend(stack, service);
  }

  /** Applies settings to every backend for the service below a scope, now and in the future. */
  public static configure(scope: IConstruct, service: Service, settings: ScopeSettings): void {
    if (!addSettings(scope, service.name, settings)) return;
    scope.node.findAll()
      .map((construct) => Stack.isStack(construct) ? Backend.existing(construct, service) : undefined)
      .forEach((backend) => {
        // The templates of the app itself can be written again, by a second synthesis that is forced.
        if (backend?.isWritten && Stage.of(backend) !== backend.node.root) {
          throw new InvalidPropertyError(scope, 'scope', scope,
            `contains the stack ${JSON.stringify(backend.stack.node.path)}, whose template is already written, so this call would change nothing there; `
            + 'move it before pipeline.addStage(…)');
        }
        backend?.applySettings();
      });
  }

  /**
   * The backend for the service in the stack, if there is one. It may have been created by another copy of this package; the ids
   * are the same.
   */
  public static existing(stack: Stack, service: Service): Backend | undefined {
    return findShared(stack, Backend.idOf(service), Backend);
  }

  private static idOf(service: Service): string {
    return `DataAttachments::${service.name}`;
  }

  /**
   * The ARN that CloudFormation sends its requests to. It is not a string, because the CDK would search a string for tokens, once
   * for each resource.
   */
  public readonly serviceToken: IResolvable;

  private readonly stack: Stack;
  private readonly logGroup: CfnLogGroup;
  /** The log group that is used: the one above, or one of the user's own. */
  private logs: { readonly name: string; readonly arn: string };
  private readonly stateMachineRole: CfnRole;
  private readonly stateMachine: CfnStateMachine;
  private readonly functionRole: CfnRole;
  private readonly function: CfnFunction;
  private readonly permissions: RolePermissions;
  /** A custom resource depends on this, and so on its dependencies, although it does not refer to it. */
  private readonly prerequisite: CfnEventInvokeConfig;
  /** The custom resources that it handles. */
  private readonly users = new Set<CfnResource>();
  private applied?: ScopeSettings;

  /** Whether the template has been written. CDK Pipelines writes the templates of a stage when the stage is added, and never again. */
  private isWritten = false;

  private constructor(stack: Stack, private readonly service: Service) {
    super(stack, Backend.idOf(service));
    this.stack = stack;
    sharedState(this);
    this.stateMachineRole = new CfnRole(this, 'StateMachineRole', {
      assumeRolePolicyDocument: trust('states.amazonaws.com'),
    });
    this.logGroup = new CfnLogGroup(this, 'LogGroup', {
      // AWS never assigns the id of a role twice, so no retained log group has this name.
      logGroupName: Fn.sub(`${this.logGroupPrefix(known(stack.stackName, 'StackName'))}\${${this.stateMachineRole.logicalId}.RoleId}`),
    });
    this.logs = { name: this.logGroup.ref, arn: this.logGroup.attrArn };
    this.stateMachine = new CfnStateMachine(this, 'StateMachine', {
      definitionString: substituted(JSON.stringify(stateMachineDefinition(known(stack.partition, 'Partition')))),
      roleArn: this.stateMachineRole.attrArn,
    });
    this.functionRole = new CfnRole(this, 'FunctionRole', { assumeRolePolicyDocument: trust('lambda.amazonaws.com') });
    this.function = this.createFunction();
    this.serviceToken = new SameStackAttribute(this.function.getAtt('Arn'));
    // CloudFormation waits for an hour. The handler decides what to do with a late request.
    this.prerequisite = new CfnEventInvokeConfig(this, 'InvokeConfig', {
      functionName: this.function.ref,
      qualifier: '$LATEST',
      maximumEventAgeInSeconds: 3600,
    });
    // The resource's own method is deprecated in newer versions of the CDK.
    this.prerequisite.node.addDependency(
      // Not part of the role: the state machine needs the role, and the function needs the state machine.
      new CfnRolePolicy(this, 'Invoke', {
        policyName: 'Invoke',
        policyDocument: policyDocument(allow(['lambda:InvokeFunction'], this.function.attrArn)),
        roleName: this.stateMachineRole.ref,
      }),
    );
    this.permissions = new RolePermissions(this, { roleName: this.functionRole.ref, dependencies: [this.prerequisite] });
    [this.logGroup, this.stateMachineRole, this.stateMachine, this.functionRole, this.function].forEach(fixLogicalId);
    this.applySettings();
    this.acknowledgeFindings();
    // Validation is the last step before the template is written.
    this.node.addValidation({
      validate: () => {
        forgetRemovedDependencies(this.users);
        this.isWritten = true;
        return [];
      },
    });
  }

  /** The name of the function, for its metrics. */
  public get functionName(): string {
    return this.function.ref;
  }

  /**
   * Permits the handler to act on a target.
   *
   * @param user the custom resource that needs the permission
   * @returns what the custom resource must depend on: the permission, and with it every resource of the backend
   */
  public permit(targetType: TargetType, target: KnownArn, user: CfnResource): IDependable {
    this.users.add(user);
    return this.permissions.permit(targetType, target, user);
  }

  private createFunction(): CfnFunction {
    const folder = path.join(__dirname, '..', '..', 'assets', this.service.assetFolder);
    const asset = this.stack.synthesizer.addFileAsset(stageCode(this, folder, `${this.node.path}/Code`));
    const lambdaFunction: CfnFunction = new CfnFunction(this, 'Function', {
      description: `Custom resources of ${this.service.fullName}`,
      code: { s3Bucket: asset.bucketName, s3Key: asset.objectKey },
      handler: 'index.handler',
      runtime: nodeRuntime(),
      role: this.functionRole.attrArn,
      timeout: FUNCTION_TIMEOUT_SECONDS,
      environment: {
        variables: {
          // After this time, no step can still be running. It is lazy, because an Aspect may change the timeout of the function.
          FUNCTION_TIMEOUT_SECONDS: Lazy.uncachedString({
            produce: () => Tokenization.stringifyNumber(lambdaFunction.timeout ?? FUNCTION_TIMEOUT_SECONDS),
          }),
          STATE_MACHINE_ARN: this.stateMachine.ref,
          // The domain of the hosts that receive responses to CloudFormation.
          URL_SUFFIX: Aws.URL_SUFFIX,
        },
      },
    });
    return lambdaFunction;
  }

  /** Applies the settings that have changed. Aspects and escape hatches may have set the same properties for the others. */
  private applySettings(): void {
    const settings = settingsOf(this.stack, this.service.name);
    const changed = changesSince(this.applied, settings);
    this.applyLogSettings(settings, changed);
    settings.metrics?.forEach((metric) => addMetricFilter(this, this.service.name, metric, {
      name: this.logs.name,
      condition: settings.logGroup === undefined ? '' : metric.lines.name === 'NoResponse'
        ? `$.execution_arn = "${this.allExecutions()}"`
        : `$.functionName = "${this.function.ref}"`,
    }));
    checkFunctionSettings(this, settings);
    applyToFunction(this.function, settings, changed);
    applyToStateMachine(this.stateMachine, this.stateMachineRole, settings, changed);
    applyToFunctionRole(this.functionRole, settings, changed, () => this.handlerPolicy());
    this.applied = settings;
  }

  private applyLogSettings(settings: HandlerSettings, changed: Changed): void {
    const { logGroup, logLevel } = settings;
    if (!logGroup) this.applyToLogGroup(settings, changed);
    if (logGroup && changed('logGroup')) {
      checkEnvironment(this, 'logGroup', logGroup, ['region', 'account']);
      this.node.tryRemoveChild(this.logGroup.node.id);
      const { logGroupName: name } = logGroup.logGroupRef;
      // The ARN of a log group has two forms. IAM and Step Functions need the one that ends with ":*".
      this.logs = { name, arn: this.stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: `${name}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME }) };
    }
    if (!changed('logGroup', 'logLevel')) return;
    this.stateMachine.loggingConfiguration = {
      // The CDK CLI prints the log when a deployment fails, and the lines of a state machine do not help there.
      level: isDetailed(logLevel) ? 'ALL' : 'FATAL',
      // The input contains the pre-signed URL for the response to CloudFormation.
      includeExecutionData: false,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: this.logs.arn } }],
    };
    this.function.loggingConfig = { logFormat: 'JSON', logGroup: this.logs.name, applicationLogLevel: logLevel };
  }

  private applyToLogGroup({ logRetention = ONE_MONTH, logRemovalPolicy, logEncryptionKey }: HandlerSettings, changed: Changed): void {
    if (changed('logRetention')) this.logGroup.retentionInDays = logRetention === INFINITE ? undefined : logRetention;
    if (logRemovalPolicy && changed('logRemovalPolicy')) this.logGroup.applyRemovalPolicy(logRemovalPolicy);
    if (!logEncryptionKey || !changed('logEncryptionKey')) return;
    const { keyArn } = logEncryptionKey.keyRef;
    if (keyArn === this.logGroup.kmsKeyId) return;
    checkEnvironment(this, 'logEncryptionKey', logEncryptionKey, ['region']);
    const { stackName } = this.stack;
    permitOnLogKey(this, logEncryptionKey, this.logGroupPrefix(Token.isUnresolved(stackName) ? '*' : stackName),
      () => !this.applied?.logGroup && this.applied?.logEncryptionKey?.keyRef.keyArn === keyArn);
    this.logGroup.kmsKeyId = keyArn;
  }

  /**
   * The beginning of the log group's name. Log groups below `/aws/vendedlogs/` need no resource policy for log delivery, and the
   * size of those policies is limited.
   */
  private logGroupPrefix(stackName: string): string {
    return `/aws/vendedlogs/states/${stackName}-${this.service.name}-`;
  }

  /** Acknowledges the findings of cdk-nag that cannot or should not be avoided. */
  private acknowledgeFindings(): void {
    acknowledge(this.stateMachineRole, 'AwsSolutions-IAM5[Resource::*]', 'the actions of log delivery and tracing do not support resource-level permissions');
    acknowledge(this.stateMachine, 'AwsSolutions-SF1',
      'Step Functions keeps each step of each execution for 90 days; in the log, the steps would hide the reasons of failures');
    acknowledge(this.stateMachine, 'AwsSolutions-SF2',
      'the history of an execution has each of its steps; traces would say less, and need permissions on all resources');
    // cdk-nag writes references like this.
    const executions = this.executionArns(this.stack.getLogicalId(this.stateMachine)).replace(/\$\{(.+?)\}/g, '<$1>');
    acknowledge(this.functionRole, `AwsSolutions-IAM5[Resource::${executions}]`,
      'an execution has the name of its request; these are the executions of this one state machine');
  }

  /** The permissions that every handler needs, whatever it acts on. */
  private handlerPolicy(): object {
    return policyDocument(
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.logs.arn),
      allow(['states:ListExecutions', 'states:StartExecution'], this.stateMachine.ref),
      allow(['states:DescribeExecution', 'states:GetExecutionHistory', 'states:StopExecution'], this.allExecutions()),
      allow(['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'], Aws.STACK_ID),
    );
  }

  /** The ARNs of all executions of the state machine. */
  private allExecutions(): string {
    return Fn.sub(this.executionArns(this.stateMachine.logicalId));
  }

  /** The same as text, with references as `Fn::Sub` takes them. */
  private executionArns(logicalId: string): string {
    const { partition, region, account } = this.stack;
    return ['arn', known(partition, 'Partition'), 'states', known(region, 'Region'), known(account, 'AccountId'), 'execution', `\${${logicalId}.Name}`, '*'].join(':');
  }
}

/** A value of the stack, or its pseudo parameter as `Fn::Sub` takes it. */
function known(value: string, pseudoParameter: string): string {
  return Token.isUnresolved(value) ? `\${AWS::${pseudoParameter}}` : value;
}

function substituted(text: string): string {
  return text.includes('${') ? Fn.sub(text) : text;
}

function isDetailed(logLevel: ApplicationLogLevel | undefined): boolean {
  return logLevel !== undefined && ['DEBUG', 'TRACE'].includes(logLevel);
}
