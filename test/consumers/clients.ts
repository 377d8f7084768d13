/**
 * Calls the local cloud with the official SDKs for other languages. Independent clients read its output, and an error has the
 * type of the service's model.
 */
import { deepStrictEqual } from 'node:assert';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { run, type RunOptions } from './run';
import { Sandbox } from '../../sandbox/cloud/sandbox';

/** The id of a data integration that does not exist. The programs contain it. */
const NO_ID = '11111111-2222-3333-4444-555555555555';

/** The resources in the programs' calls. */
interface Subjects {
  readonly application: { readonly id: string; readonly name: string; readonly createdAt: number };
  readonly domain: string;
  readonly integration: { readonly id: string; readonly arn: string };
  readonly machine: string;
  /** The ARN of a domain that does not exist. */
  readonly nowhere: string;
}

interface Program {
  readonly command: readonly [string, ...string[]];
  readonly options: RunOptions;
  /** Whether Maven passes the arguments. */
  readonly joinsArguments?: boolean;
}

export interface Client {
  /** The language, as named on the command line. */
  readonly name: string;
  /** The name of the SDK. */
  readonly sdk: string;
  /** The folder in `clients`. */
  readonly folder: string;
  readonly toolchain: readonly (readonly [string, ...string[]])[];
  /** Whether it has no operations of attachments. Its program then calls other operations of OpenSearch Service. */
  readonly lacksAttachments?: boolean;
  /** Installs and compiles the contents of a folder, and returns the command to run it. */
  install(directory: string): Promise<Program>;
}

const MAVEN = ['mvn', '--quiet', '--batch-mode'] as const;
/** A mirror of Go modules may have no checksum database. */
const GO = { GOSUMDB: 'off', GOFLAGS: '-mod=mod' };

export const CLIENTS: readonly Client[] = [
  {
    name: 'Python',
    sdk: 'boto3',
    folder: 'python',
    toolchain: [['python3', '-m', 'venv', '--help'], ['python3', '-m', 'ensurepip', '--version']],
    install: async (cwd) => {
      const python = join(cwd, '.venv', 'bin', 'python');
      await run(['python3', '-m', 'venv', '.venv'], { cwd });
      await run([python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', 'requirements.txt'], { cwd });
      return { command: [python, 'client.py'], options: { cwd } };
    },
  },
  {
    name: 'Java',
    sdk: 'the AWS SDK for Java',
    folder: 'java',
    toolchain: [['javac', '-version'], ['mvn', '--version']],
    install: async (cwd) => {
      await run([...MAVEN, 'compile'], { cwd });
      return { command: [...MAVEN, 'exec:java', '-Dexec.cleanupDaemonThreads=false'], options: { cwd }, joinsArguments: true };
    },
  },
  {
    name: 'Go',
    sdk: 'the AWS SDK for Go',
    lacksAttachments: true,
    folder: 'go',
    toolchain: [['go', 'version']],
    install: async (cwd) => {
      await run(['go', 'mod', 'tidy'], { cwd, env: GO });
      await run(['go', 'build', '-o', 'client', '.'], { cwd, env: GO });
      return { command: [join(cwd, 'client')], options: { cwd } };
    },
  },
];

/** Puts the program of a client into a folder, and installs it there. */
export async function installClient({ folder, install }: Client, directory: string): Promise<Program> {
  cpSync(join(__dirname, 'clients', folder), directory, { recursive: true });
  return install(directory);
}

/** Runs the program of a client, and compares its output with the contents of the local cloud. */
export async function callCloud(client: Client, program: Program): Promise<void> {
  const cloud = await Sandbox.start();
  try {
    const application = cloud.openSearch.createApplication('logs-ui');
    const { arn: domain } = cloud.openSearch.createDomain('logs');
    const integration = cloud.appIntegrations.createDataIntegration('shop', { SourceURI: 'Salesforce://AppFlow/shop' });
    const subjects = { application, domain, integration, machine: await deployMachine(cloud), nowhere: domain.replace('/logs', '/nowhere') };
    const { command, options, joinsArguments } = program;
    const args = [application.id, domain, integration.id, 'Client', subjects.machine];
    const output = await run([...command, ...joinsArguments ? [`-Dexec.args=${args.join(' ')}`] : args],
      { ...options, env: { ...options.env, ...cloud.environment(), NOWHERE: subjects.nowhere } });
    const lines = stripVTControlCharacters(output).trim().split('\n');
    deepStrictEqual(lines, [...(client.lacksAttachments ? applicationLines : attachmentLines)(cloud, subjects), ...otherLines(cloud, subjects)]);
  } finally {
    await cloud.stop();
  }
}

/** A state machine that waits and greets. */
async function deployMachine(cloud: Sandbox): Promise<string> {
  const definition = {
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 60, Next: 'Greet' }, Greet: { Type: 'Pass', Result: { greeting: 'hello' }, End: true } },
  };
  const stack = await cloud.cloudFormation.stacks.deploy({
    stackName: 'Client',
    template: JSON.stringify({
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }],
            },
          },
        },
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, DefinitionString: JSON.stringify(definition) },
        },
      },
      Outputs: { Machine: { Value: { Ref: 'Machine' } } },
    }),
  });
  const machine = stack.resources.get('Machine')?.physicalId;
  if (stack.status !== 'CREATE_COMPLETE' || machine === undefined) throw new Error(`the stack of the state machine is ${stack.status}`);
  return machine;
}

function attachmentLines(cloud: Sandbox, { application: { id }, domain, nowhere }: Subjects): string[] {
  const [attachment] = cloud.openSearch.attachments();
  return [
    `attached ${attachment?.attachmentId} ${id} ${domain}`,
    `described ${attachment?.attachmentId} ATTACHED`,
    `ResourceNotFoundException: ResourceNotFoundException 409 ${nowhere} is not attached to application ${id}`,
  ];
}

function applicationLines(_cloud: Sandbox, { application: { id, name, createdAt } }: Subjects): string[] {
  return [
    `application ${id} ${name} ACTIVE ${createdAt}`,
    'authorized AWS_SERVICE application.opensearchservice.amazonaws.com',
    'ResourceNotFoundException: ResourceNotFoundException 409 there is no application with id nowhere',
  ];
}

function otherLines(cloud: Sandbox, { integration, machine }: Subjects): string[] {
  const [association] = cloud.appIntegrations.associations();
  const [execution] = cloud.stepFunctions.allExecutions();
  const stack = cloud.cloudFormation.stacks.get('Client');
  return [
    `associated ${association?.associationId} ${integration.arn}`,
    `listed ${association?.arn} ON_DEMAND`,
    `ResourceNotFoundException: ResourceNotFoundException 404 there is no data integration with id or ARN ${NO_ID} in us-east-1`,
    `stack ${stack.id} CREATE_COMPLETE ${stack.createdAt}`,
    `outputs Machine=${machine}`,
    'ClientError: ValidationError 400 Stack with id Nowhere does not exist',
    'ChangeSetNotFoundException: ChangeSetNotFound 404 ChangeSet [Nowhere] does not exist',
    `execution ${execution?.props.arn} SUCCEEDED {"greeting":"hello"}`,
    `times ${execution?.startedAt} ${execution?.startedAt} ${execution?.endedAt}`,
    'history ExecutionStarted WaitStateEntered WaitStateExited PassStateEntered PassStateExited ExecutionSucceeded',
    `ExecutionDoesNotExist: ExecutionDoesNotExist 400 Execution Does Not Exist: '${execution?.props.arn}-nowhere'`,
  ];
}
