import * as path from 'path';
import { CfnRole, CfnRolePolicy, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { type ApplicationLogLevel, CfnEventInvokeConfig, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ArnFormat, Aws, type CfnResource, Fn, type IResolvable, Lazy, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct, type IConstruct, type IDependable } from 'constructs';
import { checkEnvironment } from './environment';
import { OwnAttribute, fixLogicalId } from './fixed-logical-id';
import { applyToFunction, checkFunctionSettings, lambdaStatements, TRACING } from './function-settings';
import { permitOnLogKey } from './log-encryption';
import { countLines } from './metrics';
import { allow, policyDocument, trust } from './policy-document';
import { nodeRuntime } from './runtime';
import { addSettings, OF_FUNCTION, type ScopeSettings, settingsOf } from './settings';
import { stageCode } from './staged-code';
import { stateMachineDefinition } from './state-machine-definition';
import { TargetPermissions, type TargetType } from './target-permissions';
import type { HandlerSettings } from '../handler/handler-settings';
import { acknowledge } from '../private/acknowledge';
import type { KnownArn } from '../private/known-arn';
import { findShared, sharedState } from '../private/shared-state';

const TIMEOUT_SECONDS = 120;

// The enum itself comes with the CDK's L2 log group, which nothing else here loads.
const ONE_MONTH: RetentionDays.ONE_MONTH = 30;
const INFINITE: RetentionDays.INFINITE = 9999;

/** An AWS service whose resources one provider serves, whatever their kinds. */
export interface Service {
  /** In capitals and without spaces; part of logical ids and of the log group's name, and so must not change. */
  readonly name: string;
  /** The folder in `assets` that holds the handler. */
  readonly assetFolder: string;
  /** As people say it. */
  readonly fullName: string;
}

/**
 * What stands behind all resources of one service in a stack: a function that CloudFormation sends its requests to, a
 * state machine that drives them to their end, a log group for both, and their roles.
 *
 * It is written in L1 constructs, so that the template holds what stands here and nothing that depends on the app's
 * feature flags; Aspects see `CfnRole`, `CfnFunction` and the like. Everything has a fixed logical id: a live resource's
 * service token cannot change.
 */
export class Backend extends Construct {
  /** The provider of this service in the scope's stack. */
  public static of(scope: IConstruct, service: Service): Backend {
    const stack = Stack.of(scope);
    return Backend.existing(stack, service) ?? new Backend(stack, service);
  }

  /** Applies settings to all providers of this service below a scope, to those that are there and those to come. */
  public static configure(scope: IConstruct, service: Service, settings: ScopeSettings): void {
    addSettings(scope, service.name, settings);
    scope.node.findAll()
      .map((construct) => Stack.isStack(construct) ? Backend.existing(construct, service) : undefined)
      .forEach((provider) => provider?.applySettings());
  }

  /** The provider of this service that a stack has, if it has any: whichever copy of this package has made it, its ids are the same. */
  public static existing(stack: Stack, service: Service): Backend | undefined {
    return findShared(stack, Backend.idOf(service), Backend);
  }

  private static idOf(service: Service): string {
    return `DataAttachments::${service.name}`;
  }

  /** The ARN that CloudFormation sends its requests to; not as a string, which would cost a search for tokens per resource. */
  public readonly serviceToken: IResolvable;

  private readonly stack: Stack;
  private readonly logGroup: CfnLogGroup;
  /** Where it logs in fact: that log group, or one of the user's own. */
  private logs: { readonly name: string; readonly arn: string };
  private readonly stateMachineRole: CfnRole;
  private readonly stateMachine: CfnStateMachine;
  private readonly functionRole: CfnRole;
  private readonly function: CfnFunction;
  private readonly permissions = new Map<string, TargetPermissions>();
  /** A custom resource needs this, and what it depends on, but does not refer to it. */
  private readonly prerequisite: CfnEventInvokeConfig;

  private constructor(stack: Stack, private readonly service: Service) {
    super(stack, Backend.idOf(service));
    this.stack = stack;
    sharedState(this);
    this.stateMachineRole = new CfnRole(this, 'StateMachineRole', {
      assumeRolePolicyDocument: trust('states.amazonaws.com'),
    });
    this.logGroup = new CfnLogGroup(this, 'LogGroup', {
      // The id of a role is never given twice, so no log group that was retained has this name.
      logGroupName: Fn.sub(`${this.logGroupPrefix(known(stack.stackName, 'StackName'))}\${${this.stateMachineRole.logicalId}.RoleId}`),
    });
    this.logs = { name: this.logGroup.ref, arn: this.logGroup.attrArn };
    this.stateMachine = new CfnStateMachine(this, 'StateMachine', {
      definitionString: substituted(JSON.stringify(stateMachineDefinition(known(stack.partition, 'Partition')))),
      roleArn: this.stateMachineRole.attrArn,
    });
    this.functionRole = new CfnRole(this, 'FunctionRole', { assumeRolePolicyDocument: trust('lambda.amazonaws.com') });
    this.function = this.createFunction();
    this.serviceToken = new OwnAttribute(this.function.getAtt('Arn'));
    // CloudFormation waits for an hour. The handler decides what to do with a late request.
    this.prerequisite = new CfnEventInvokeConfig(this, 'InvokeConfig', {
      functionName: this.function.ref,
      qualifier: '$LATEST',
      maximumEventAgeInSeconds: 3600,
    });
    this.prerequisite.addDependency(
      // Not part of the role: the state machine needs the role, and the function needs the state machine.
      new CfnRolePolicy(this, 'Invoke', {
        policyName: 'Invoke',
        policyDocument: policyDocument(allow(['lambda:InvokeFunction'], this.function.attrArn)),
        roleName: this.stateMachineRole.ref,
      }),
    );
    [this.logGroup, this.stateMachineRole, this.stateMachine, this.functionRole, this.function].forEach(fixLogicalId);
    this.applySettings();
    this.acknowledgeFindings();
  }

  /** For what is measured of the function. */
  public get functionName(): string {
    return this.function.ref;
  }

  /**
   * Permits the handler to act on a target.
   *
   * @param user for which custom resource
   * @returns what the custom resource has to depend on: the permission, and with it all that the provider is made of
   */
  public permit(targetType: TargetType, target: KnownArn, user: CfnResource): IDependable {
    const permissions = this.permissions.get(targetType.name) ?? new TargetPermissions(this, {
      targetType,
      roleName: this.functionRole.ref,
      dependencies: [this.prerequisite],
    });
    this.permissions.set(targetType.name, permissions);
    return permissions.permit(target, user);
  }

  private createFunction(): CfnFunction {
    const folder = path.join(__dirname, '..', '..', 'assets', this.service.assetFolder);
    const asset = this.stack.synthesizer.addFileAsset(stageCode(this, folder, `${this.node.path}/Code`));
    const made: CfnFunction = new CfnFunction(this, 'Function', {
      description: `Custom resources of ${this.service.fullName}`,
      code: { s3Bucket: asset.bucketName, s3Key: asset.objectKey },
      handler: 'index.handler',
      runtime: nodeRuntime(),
      role: this.functionRole.attrArn,
      timeout: TIMEOUT_SECONDS,
      environment: {
        variables: {
          // How long to wait until no step can be under way any more. An Aspect may give the function another timeout.
          FUNCTION_TIMEOUT_SECONDS: Lazy.string({ produce: () => Tokenization.stringifyNumber(made.timeout ?? TIMEOUT_SECONDS) }),
          STATE_MACHINE_ARN: this.stateMachine.ref,
          // Of the hosts that take answers to CloudFormation.
          URL_SUFFIX: Aws.URL_SUFFIX,
        },
      },
    });
    return made;
  }

  private applySettings(): void {
    const settings = settingsOf(this.stack, this.service.name);
    this.applyLogSettings(settings);
    const { logLevel } = settings;
    this.stateMachine.loggingConfiguration = {
      // The CDK CLI shows what stands in the log when a deployment fails, and a state machine writes no sentences.
      level: isDetailed(logLevel) ? 'ALL' : 'FATAL',
      // The input holds the pre-signed URL of CloudFormation's answer.
      includeExecutionData: false,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: this.logs.arn } }],
    };
    this.function.loggingConfig = { logFormat: 'JSON', logGroup: this.logs.name, applicationLogLevel: logLevel };
    settings.metrics?.forEach((metric) => countLines(this, this.service.name, metric, {
      name: this.logs.name,
      own: settings.logGroup === undefined ? '' : metric.lines.name === 'NoResponse'
        ? `$.execution_arn = "${this.allExecutions()}"`
        : `$.functionName = "${this.function.ref}"`,
    }));
    this.function.memorySize = settings.memorySize ?? 256;
    // Not every region has the other one.
    this.function.architectures = [settings.architecture?.name ?? 'x86_64'];
    const isDefault = OF_FUNCTION.every((name) => settings[name] === undefined);
    if (!isDefault) {
      checkFunctionSettings(this, settings);
      applyToFunction(this.function, settings);
    }
    this.stateMachine.tracingConfiguration = settings.tracingEnabled ? { enabled: true } : undefined;
    this.functionRole.permissionsBoundary = settings.permissionsBoundary?.managedPolicyRef.policyArn;
    this.stateMachineRole.permissionsBoundary = settings.permissionsBoundary?.managedPolicyRef.policyArn;
    this.stateMachineRole.policies = [
      { policyName: 'LogDelivery', policyDocument: policyDocument(LOG_DELIVERY) },
      ...settings.tracingEnabled ? [{ policyName: 'Tracing', policyDocument: policyDocument(TRACING) }] : [],
    ];
    const ofLambda = isDefault ? [] : lambdaStatements(settings);
    if (settings.vpc || settings.tracingEnabled) {
      acknowledge(this.functionRole, 'AwsSolutions-IAM5[Resource::*]', 'network interfaces and traces belong to Lambda, and have no names before they are created');
    }
    this.functionRole.policies = [
      { policyName: 'Handler', policyDocument: this.handlerPolicy() },
      ...ofLambda.length > 0 ? [{ policyName: 'Lambda', policyDocument: policyDocument(...ofLambda) }] : [],
      ...settings.functionStatements?.length
        ? [{ policyName: 'Settings', policyDocument: new PolicyDocument({ statements: settings.functionStatements }) }]
        : [],
    ];
  }

  private applyLogSettings({ logGroup, logRetention = ONE_MONTH, logRemovalPolicy, logEncryptionKey }: HandlerSettings): void {
    if (logGroup) {
      checkEnvironment(this, 'logGroup', logGroup, ['region', 'account']);
      this.node.tryRemoveChild(this.logGroup.node.id);
      const { logGroupName: name } = logGroup.logGroupRef;
      // Log groups write their ARNs in two ways, and what is here needs the one with an end.
      this.logs = { name, arn: this.stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: `${name}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME }) };
      return;
    }
    this.logGroup.retentionInDays = logRetention === INFINITE ? undefined : logRetention;
    if (logRemovalPolicy) this.logGroup.applyRemovalPolicy(logRemovalPolicy);
    const kmsKeyId = logEncryptionKey?.keyRef.keyArn;
    if (logEncryptionKey && kmsKeyId !== this.logGroup.kmsKeyId) {
      checkEnvironment(this, 'logEncryptionKey', logEncryptionKey, ['region']);
      const { stackName } = this.stack;
      permitOnLogKey(this, logEncryptionKey, this.logGroupPrefix(Token.isUnresolved(stackName) ? '*' : stackName));
    }
    this.logGroup.kmsKeyId = kmsKeyId;
  }

  /** Below the first part, log delivery needs no resource policy of its own, whose size is limited. */
  private logGroupPrefix(stackName: string): string {
    return `/aws/vendedlogs/states/${stackName}-${this.service.name}-`;
  }

  /** What cdk-nag finds although it can or should be no other way. */
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

  /** What the handler needs whatever it acts on. */
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

/** Log delivery is set up by the account, not by the log group: IAM knows no resource level for it. */
const LOG_DELIVERY = allow([
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
], '*');
