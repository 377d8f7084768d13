import { App, Stack } from 'aws-cdk-lib/core';
import type { Column, Row } from './figures';
import { type BuildOptions, type Pair, SUBJECTS, type SubjectName } from './subjects';

interface CfnResourceJson {
  readonly Type: string;
  readonly Properties?: { readonly LoggingConfig?: { readonly LogGroup?: unknown } };
}

/** The figures of one stack. */
export interface TemplateFigures {
  /** Without white space. */
  readonly bytes: number;
  readonly resources: number;
  readonly functions: number;
  readonly roles: number;
  readonly policies: number;
  readonly stateMachines: number;
  /** Including those of functions that name none. Lambda creates them, and they are never deleted. */
  readonly logGroups: number;
}

/** After this many attachments, no policy names the data source of the next one. */
const NAMED_IN_A_POLICY = 21;

export function templateOf(subject: SubjectName, count: number, options: BuildOptions): TemplateFigures {
  const app = new App({ analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': false, 'aws:cdk:disable-version-reporting': true } });
  const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1', account: '111111111111' } });
  SUBJECTS[subject](stack, pairsToOneApplication(count), options);
  const template = app.synth().getStackByName(stack.stackName).template as { readonly Resources: Readonly<Record<string, CfnResourceJson>> };
  const resources = Object.values(template.Resources);
  const ofType = (...types: string[]) => resources.filter(({ Type }) => types.includes(Type));
  const functions = ofType('AWS::Lambda::Function');
  return {
    bytes: JSON.stringify(template).length,
    resources: resources.length,
    functions: functions.length,
    roles: ofType('AWS::IAM::Role').length,
    policies: ofType('AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy').length,
    stateMachines: ofType('AWS::StepFunctions::StateMachine').length,
    logGroups: ofType('AWS::Logs::LogGroup').length
      + functions.filter(({ Properties }) => Properties?.LoggingConfig?.LogGroup === undefined).length,
  };
}

function pairsToOneApplication(count: number): Pair[] {
  return Array.from({ length: count }, (_, index) => ({
    applicationArn: 'arn:aws:opensearch:eu-west-1:111111111111:application/1234567890abcdefghij',
    dataSourceArn: `arn:aws:es:eu-west-1:111111111111:domain/logs-${String(index).padStart(4, '0')}`,
  }));
}

/** Bytes, resources and deployed parts. They are the same in each run. */
export function measureTemplates(options: BuildOptions): Row[] {
  const subjects: readonly (readonly [Column, SubjectName])[] = [
    ['library', 'library'], ['awsCustomResource', 'awsCustomResource'], ['provider', 'provider'], ['floor', 'floor'],
  ];
  const figures = new Map(subjects.map(([column, subject]) => [column, (count: number) => templateOf(subject, count, options)] as const));
  const row = (group: Row['group'], name: string, unit: string, value: (at: (count: number) => TemplateFigures) => number): Row => ({
    group, name, unit, exact: true, values: Object.fromEntries([...figures].map(([column, at]) => [column, value(at)])),
  });
  const further = (key: 'bytes' | 'resources', count: number) => (at: (count: number) => TemplateFigures) => at(count + 1)[key] - at(count)[key];
  return [
    row('Template', 'the first attachment', 'bytes', (at) => at(1).bytes),
    row('Template', 'the second, to the same application', 'bytes', further('bytes', 1)),
    row('Template', `each beyond ${NAMED_IN_A_POLICY}, to the same application`, 'bytes', further('bytes', NAMED_IN_A_POLICY)),
    row('Template', 'two hundred', 'bytes', (at) => at(200).bytes),
    row('Template', 'the first attachment', 'resources', (at) => at(1).resources),
    row('Template', 'the second, to the same application', 'resources', further('resources', 1)),
    row('Template', `each beyond ${NAMED_IN_A_POLICY}, to the same application`, 'resources', further('resources', NAMED_IN_A_POLICY)),
    ...(['functions', 'roles', 'policies', 'logGroups', 'stateMachines'] as const)
      .map((part) => row('Deployed parts', partTitles[part], 'for one', (at) => at(1)[part])),
  ];
}

const partTitles = {
  functions: 'functions', roles: 'roles', policies: 'policies that are resources', logGroups: 'log groups', stateMachines: 'state machines',
};
