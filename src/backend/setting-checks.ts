import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { HandlerSettings } from '../handler/handler-settings';
import { InvalidPropertyError } from '../private/invalid-property-error';
import { checkRemovalPolicy } from '../private/removal-policy';
import { checkMember, checkProps } from '../private/untyped';

/** The log levels that include failures. */
const LOG_LEVELS: readonly unknown[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

/** Refuses settings that are not valid in any stack. */
export function checkSettings(scope: IConstruct, settings: HandlerSettings): void {
  checkProps(scope, 'settings', settings);
  const {
    logLevel, logGroup, logRetention, logEncryptionKey, memorySize, logRemovalPolicy, architecture, permissionsBoundary, functionStatements = [],
  } = settings;
  if (logRetention !== undefined && !(typeof logRetention === 'number' && logRetention in RetentionDays)) {
    throw new InvalidPropertyError(scope, 'logRetention', logRetention, 'is not a retention period of CloudWatch Logs; write one of RetentionDays');
  }
  if (logLevel !== undefined && !LOG_LEVELS.includes(logLevel)) {
    throw new InvalidPropertyError(scope, 'logLevel', logLevel, 'is not a log level that includes failures; write TRACE, DEBUG, INFO, WARN or ERROR of ApplicationLogLevel');
  }
  if (logGroup !== undefined) checkMember(scope, 'logGroup', logGroup, 'logGroupRef.logGroupName', 'string', 'a LogGroup or a reference to one');
  if (logEncryptionKey !== undefined) checkMember(scope, 'logEncryptionKey', logEncryptionKey, 'keyRef.keyArn', 'string', 'a Key or a reference to one');
  if (architecture !== undefined) checkMember(scope, 'architecture', architecture, 'name', 'string', 'Architecture.ARM_64 or Architecture.X86_64');
  if (permissionsBoundary !== undefined) {
    checkMember(scope, 'permissionsBoundary', permissionsBoundary, 'managedPolicyRef.policyArn', 'string', 'a ManagedPolicy or a reference to one');
  }
  if (!Array.isArray(functionStatements)) throw new InvalidPropertyError(scope, 'functionStatements', functionStatements, 'is not a list; write a list of PolicyStatements');
  functionStatements.forEach((statement, index) => {
    checkMember(scope, `functionStatements[${index}]`, statement, 'toStatementJson', 'function', 'a PolicyStatement');
  });
  if (memorySize !== undefined && !Token.isUnresolved(memorySize) && !(Number.isInteger(memorySize) && memorySize >= 128 && memorySize <= 10_240)) {
    throw new InvalidPropertyError(scope, 'memorySize', memorySize, 'is not a memory size that a function can have; write a whole number of MiB from 128 to 10240');
  }
  checkRemovalPolicy(scope, 'logRemovalPolicy', logRemovalPolicy, 'a log group');
  checkFunction(scope, settings);
}

function checkFunction(scope: IConstruct, settings: HandlerSettings): void {
  const { reservedConcurrentExecutions: reserved, vpc, environmentEncryptionKey, deadLetterQueue, tracingEnabled } = settings;
  if (reserved !== undefined && !Token.isUnresolved(reserved) && !(Number.isInteger(reserved) && reserved >= 1)) {
    throw new InvalidPropertyError(scope, 'reservedConcurrentExecutions', reserved,
      'is not a concurrency with which a deployment can work; write a whole number of at least 1');
  }
  if (vpc !== undefined) {
    checkProps(scope, 'vpc', vpc, 'an object with subnets and securityGroups');
    checkList(scope, 'vpc.subnets', vpc.subnets, 16, 'subnetRef.subnetId', 'a Subnet or a reference to one');
    checkList(scope, 'vpc.securityGroups', vpc.securityGroups, 5, 'securityGroupRef.securityGroupId', 'a SecurityGroup or a reference to one');
  }
  if (environmentEncryptionKey !== undefined) {
    checkMember(scope, 'environmentEncryptionKey', environmentEncryptionKey, 'keyRef.keyArn', 'string', 'a Key or a reference to one');
  }
  if (deadLetterQueue !== undefined) {
    checkMember(scope, 'deadLetterQueue', deadLetterQueue, 'queueRef.queueArn', 'string', 'a Queue or a reference to one');
    const { queueArn } = deadLetterQueue.queueRef;
    if (queueArn.endsWith('.fifo') || ('fifo' in deadLetterQueue && deadLetterQueue.fifo === true)) {
      throw new InvalidPropertyError(scope, 'deadLetterQueue', deadLetterQueue, 'is a FIFO queue, and Lambda cannot send to those; pass a standard queue');
    }
  }
  if (tracingEnabled !== undefined && typeof tracingEnabled !== 'boolean') {
    throw new InvalidPropertyError(scope, 'tracingEnabled', tracingEnabled, 'is not a boolean; write true or false');
  }
}

function checkList(scope: IConstruct, property: string, list: unknown, most: number, member: string, write: string): void {
  if (!Array.isArray(list) || list.length < 1 || list.length > most) {
    throw new InvalidPropertyError(scope, property, list, `cannot be used here; write a list of 1 to ${most} elements, each of them ${write}`);
  }
  list.forEach((element, index) => checkMember(scope, `${property}[${index}]`, element, member, 'string', write));
}
