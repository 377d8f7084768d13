/**
 * A custom resource is named after what it holds. Its id is a promise: with another id, everything that is deployed would be
 * created again.
 */
import { Template } from 'aws-cdk-lib/assertions';
import { CfnApplication, CfnDomain, Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import {
  App, Aspects, Aws, CfnOutput, CfnResource, Fn, type IPropertyInjector, Lazy, NestedStack, PropertyInjectors, Stack, Stage, Token,
} from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import {
  type DataIntegrationAssociationProps, DataSource, DataSourceAttachment, Destination, ExecutionConfiguration, ExistingAttachment, ExportTime,
} from '../../src';
import { associate, dataIntegration, ID as DATA_INTEGRATION_ID, imported } from '../appintegrations/fixture';
import {
  application, APPLICATION_ARN, attach, COLLECTION_ARN, DOMAIN_ARN, importedApplication, IRELAND, resources, targetPermissions, testStack,
} from '../opensearch/fixture';

const ATTACHMENT = 'Custom::OpenSearchDataSourceAttachment';
const ASSOCIATION = 'Custom::AppIntegrationsDataIntegrationAssociation';

function idsIn(stack: Stack, type = ATTACHMENT): string[] {
  return Object.keys(resources(stack, type));
}

/** The id of the only attachment that a function defines in its own stack. */
function idOf(build: (stack: Stack) => void, stack = testStack(), type = ATTACHMENT): string {
  build(stack);
  const [id, ...others] = idsIn(stack, type);
  if (!id || others.length > 0) throw new Error('expected one');
  return id;
}

function child(construct: Construct): CfnResource {
  return construct.node.defaultChild as CfnResource;
}

describe('the id of a resource, for ever', () => {
  const attached = (application_: string, dataSource: string) => (stack: Stack) => void attach(stack, 'Any', {
    application: importedApplication(stack, '', application_), dataSource: DataSource.fromArn(dataSource),
  });

  test.each<[string, (stack: Stack) => void]>([
    ['AttachmentApp1Logs2070A79D4C', attached(APPLICATION_ARN, DOMAIN_ARN)],
    ['AttachmentApp1Abc123def456888F82260C', attached(APPLICATION_ARN, COLLECTION_ARN)],
    ['AttachmentImportValueUiImportValueLogs4004F95285', attached(Fn.importValue('Ui'), Fn.importValue('Logs'))],
    ['AttachmentUiLogs574D6490D8', (stack) => void attach(stack, 'Any', {
      application: application(stack, 'Ui'), dataSource: DataSource.fromDomain(new CfnDomain(stack, 'Logs')),
    })],
    ['AttachmentUiLogs9B3242D9AA', (stack) => void attach(stack, 'Any', { application: application(new Stack(stack.node.root, 'Owner'), 'Ui') })],
  ])('of an attachment follows from its pair: %s', (id, build) => {
    expect(idOf(build)).toBe(id);
  });

  test.each<[string, Partial<DataIntegrationAssociationProps>]>([
    ['Association1111111122223333444455555555555541967F3CC3', {}],
    ['Association11111111222233334444555555555555191A9884EE', {
      clientId: 'me',
      objectConfiguration: { b: { d: ['2', '1'], c: ['3'] }, a: { e: ['4'] } },
      destination: Destination.fromUri('s3://exports/profiles'),
      clientAssociationMetadata: { team: 'data', cost: 'low' },
    }],
  ])('of an association follows from everything about it that AWS cannot change: %s', (id, props) => {
    expect(idOf((stack) => void associate(stack, 'Any', props), testStack(), ASSOCIATION)).toBe(id);
  });
});

describe('a reference', () => {
  test('is named by the logical id of its target: if that does not change, its construct may be renamed and moved', () => {
    const ids = ['One', 'Two'].map((id) => idOf((stack) => {
      const ui = application(new Construct(stack, `In${id}`) as Stack);
      ui.overrideLogicalId('Ui');
      attach(stack, id, { application: ui });
    }));
    expect(ids[1]).toBe(ids[0]);
  });

  test('two that swap their paths keep their ids', () => {
    const [before, after] = [['A', 'B'], ['B', 'A']].map((paths) => {
      const stack = testStack();
      ['Logs', 'Metrics'].forEach((logicalId, index) => {
        const domain = new CfnDomain(stack, `${paths[index]}Domain`);
        domain.overrideLogicalId(logicalId);
        attach(stack, `${paths[index]}`, { dataSource: DataSource.fromDomain(domain) });
      });
      return Object.entries(resources(stack, ATTACHMENT)).map(([id, { Properties }]) => [id, Properties.DataSourceArn]).sort();
    });
    expect(after).toEqual(before);
  });

  test('to another stack is named by its path below its stage', () => {
    const ids = ['Dev', 'Prod', undefined].map((name) => {
      const app = new App();
      const scope = name ? new Stage(app, name) : app;
      const owner = new Stack(new Construct(scope, 'Team'), 'Owner');
      return idOf((stack) => void attach(stack, 'A', { application: application(owner) }), new Stack(scope, 'Stack'));
    });
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).toBe(ids[0]);
  });

  test('to another stack differs from one to its own, even if both targets have the same name', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const other = new Stack(app, 'C');
    const own = application(new Construct(stack, 'C') as Stack, 'Ui');
    attach(stack, 'A', { application: own });
    attach(stack, 'B', { application: application(other, 'Ui') });
    own.overrideLogicalId('CUi');
    expect(new Set(idsIn(stack)).size).toBe(2);
    const applications = targetPermissions(stack).filter(([action]) => action !== 'es:DescribeDomain').map(([, resource]) => resource);
    expect(applications).toEqual([{ 'Fn::GetAtt': ['CUi', 'Arn'] }, { 'Fn::ImportValue': expect.stringContaining('Ui') }]);
  });

  test('is the same in every stack of the same names, before and after the CDK has added imports', () => {
    const app = new App();
    const owner = new Stack(app, 'Owner');
    const stack = new Stack(app, 'Stack');
    const attachment = attach(stack, 'A', { application: application(owner), dataSource: DataSource.fromDomain(new CfnDomain(owner, 'Logs')) });
    const early = stack.resolve(child(attachment).logicalId);
    expect(idsIn(stack)).toEqual([early]);
  });

  test('from a nested stack, and to one', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    const inner = attach(nested, 'A', { application: application(stack), dataSource: DataSource.fromDomain(new CfnDomain(nested, 'Logs')) });
    const outer = attach(stack, 'A', { application: application(nested, 'Other') });
    const early = [nested.resolve(child(inner).logicalId), stack.resolve(child(outer).logicalId)];
    expect([...idsIn(nested), ...idsIn(stack)]).toEqual(early);
    expect(new Set(early).size).toBe(2);
  });
});

describe('the value of an id is resolved when the app is synthesized', () => {
  test('so two lazy ARNs have two ids and two permissions', () => {
    const stack = testStack();
    const arns = ['', ''];
    arns.forEach((_, index) => attach(stack, `A${index}`, {
      application: importedApplication(stack, `${index}`, Lazy.uncachedString({ produce: () => arns[index] })),
    }));
    arns.splice(0, 2, APPLICATION_ARN, APPLICATION_ARN.replace('app1', 'app2'));
    expect(idsIn(stack)).toEqual([expect.stringMatching(/^AttachmentApp1Logs/), expect.stringMatching(/^AttachmentApp2Logs/)]);
    expect(targetPermissions(stack).filter(([action]) => action !== 'es:DescribeDomain').map(([, resource]) => resource)).toEqual(arns);
  });

  test('so a logical id that is overridden later counts', () => {
    const pinned = (late: boolean) => idOf((stack) => {
      const ui = application(stack);
      if (!late) ui.overrideLogicalId('Ui');
      attach(stack, 'A', { application: ui });
      if (late) Aspects.of(stack).add({ visit: (node) => { if (CfnApplication.isCfnApplication(node)) node.overrideLogicalId('Ui'); } });
    });
    expect(pinned(true)).toBe(pinned(false));
  });

  test('so the id can be overridden itself', () => {
    expect(idOf((stack) => child(attach(stack)).overrideLogicalId('Mine'))).toBe('Mine');
  });

  test('so an Aspect may override it', () => {
    expect(idOf((stack) => {
      attach(stack);
      Aspects.of(stack).add({ visit: (node) => { if (CfnResource.isCfnResource(node) && node.cfnResourceType === ATTACHMENT) node.overrideLogicalId('Mine'); } });
    })).toBe('Mine');
  });

  test('so outputs, exports, dependencies and metadata name it', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: IRELAND });
    const attachment = attach(stack);
    const waiting = new CfnResource(stack, 'Waiting', { type: 'Some::Resource', properties: { Of: attachment.attachmentId, Ref: child(attachment).ref } });
    waiting.node.addDependency(attachment);
    stack.exportValue(attachment.attachmentId);
    new CfnOutput(new Stack(app, 'Importing', { env: IRELAND }), 'Status', { value: attachment.status });
    const [id] = idsIn(stack);
    expect(resources(stack)).toMatchObject({ Waiting: { DependsOn: [id], Properties: { Of: { 'Fn::GetAtt': [id, 'AttachmentId'] }, Ref: { Ref: id } } } });
    const values = Object.values(Template.fromStack(stack).toJSON().Outputs as Record<string, { Value: unknown; Export: { Name: string } }>);
    expect(values).toEqual(['AttachmentId', 'Status'].map((name) => ({
      Value: { 'Fn::GetAtt': [id, name] }, Export: { Name: expect.stringMatching(new RegExp(`^Stack:ExportsOutputFnGetAtt${id}${name}`)) },
    })));
    expect(app.synth().getStackArtifact('Stack').findMetadataByType('aws:cdk:logicalId')).toContainEqual(
      expect.objectContaining({ path: '/Stack/Attachment/Resource', data: id }));
  });

  test('so a value that a property injector sets counts', () => {
    const injector: IPropertyInjector = {
      constructUniqueId: DataSourceAttachment.PROPERTY_INJECTION_ID,
      inject: (props) => ({ ...props, dataSource: DataSource.fromArn(COLLECTION_ARN) }),
    };
    const injected = testStack(IRELAND);
    PropertyInjectors.of(injected).add(injector);
    expect(idOf((stack) => void attach(stack), injected))
      .toBe(idOf((stack) => void attach(stack, 'B', { dataSource: DataSource.fromArn(COLLECTION_ARN) }), testStack(IRELAND)));
  });

  test('and it does not depend on how often the app is synthesized', () => {
    const stack = testStack();
    const ui = application(stack);
    attach(stack, 'A', { application: ui });
    const [first] = idsIn(stack);
    (stack.node.root as App).synth({ force: true });
    expect(idsIn(stack)).toEqual([first]);
  });
});

describe('partition, region and account', () => {
  const formatted = (stack: Stack) => importedApplication(stack, 'F', stack.formatArn({ service: 'opensearch', resource: 'application', resourceName: 'app1' }));
  const ways: [string, (stack: Stack) => ReturnType<typeof importedApplication>, Stack][] = [
    ['formatArn', formatted, testStack()],
    ['formatArn of a stack that has an environment', formatted, testStack(IRELAND)],
    ['the pseudo parameters', (stack) => importedApplication(stack, '', `arn:${Aws.PARTITION}:opensearch:${Aws.REGION}:${Aws.ACCOUNT_ID}:application/app1`), testStack()],
    ['Fn::Sub', (stack) => importedApplication(stack, '', Fn.sub('arn:${AWS::Partition}:opensearch:${AWS::Region}:${AWS::AccountId}:application/app1')), testStack()],
  ];

  test.each(ways)('make no difference in %s', (_, ui, stack) => {
    expect(idOf((it) => void attach(it, 'B', { application: ui(it) }), stack)).toBe(idOf((it) => void attach(it)));
  });

  test('make no difference to a reference, in a stack that gets an environment', () => {
    const [before, after] = [undefined, IRELAND].map((env) => {
      const app = new App();
      const stack = new Stack(app, 'Stack', { env });
      const domain = new Domain(new Stack(app, 'Owner', { env }), 'Domain', { version: EngineVersion.OPENSEARCH_2_19 });
      return idOf((it) => void attach(it, 'A', { application: formatted(it), dataSource: DataSource.fromDomain(domain) }), stack);
    });
    expect(after).toBe(before);
  });

  test('are not all: the service is part of the id', () => {
    const [domain, collection] = [DOMAIN_ARN, 'arn:aws:aoss:eu-west-1:111111111111:collection/logs'];
    expect(idOf((stack) => void attach(stack, 'A', { dataSource: DataSource.fromArn(collection) })))
      .not.toBe(idOf((stack) => void attach(stack, 'A', { dataSource: DataSource.fromArn(domain) })));
  });
});

describe('a second construct for the same pair or association is refused in our own words', () => {
  const refusal = (stack: Stack): string => {
    try {
      (stack.node.root as App).synth();
    } catch (error) {
      return String(error);
    }
    throw new Error('nothing was refused');
  };

  test.each<[string, (ui: CfnApplication) => string]>([
    ['Fn.getAtt', (ui) => Fn.getAtt(ui.logicalId, 'Arn').toString()],
    ['Fn.getAtt of a literal id', () => Fn.getAtt('Application', 'Arn').toString()],
    ['Fn::GetAtt in one string', () => Token.asString({ 'Fn::GetAtt': 'Application.Arn' })],
    ['Fn::Sub', () => Fn.sub('${Application.Arn}')],
    ['Fn::Sub with a variable', (ui) => Fn.sub('${Ui}', { Ui: ui.attrArn })],
    ['Fn::Join', (ui) => Token.asString({ 'Fn::Join': ['', [ui.attrArn]] })],
    ['a lazy value', (ui) => Lazy.string({ produce: () => ui.attrArn })],
  ])('even if it is written with %s', (_, written) => {
    const stack = testStack();
    const ui = application(stack);
    attach(stack, 'A', { application: ui });
    attach(stack, 'B', { application: importedApplication(stack, 'Other', written(ui)) });
    expect(refusal(stack)).toContain('[Stack/B] attaches the same data source to the same application as "Stack/A"');
  });

  test('even if it is made of a Ref in two ways', () => {
    const stack = testStack();
    const domain = new CfnDomain(stack, 'Domain');
    [domain.ref, Fn.ref('Domain')].forEach((name, index) => attach(stack, `A${index}`, {
      dataSource: DataSource.fromArn(`arn:aws:es:eu-west-1:111111111111:domain/${name}`),
    }));
    expect(refusal(stack)).toContain('[Stack/A1] attaches the same data source');
  });

  test('even if only one of the two names its region', () => {
    const stack = testStack();
    attach(stack, 'A');
    const arn = stack.formatArn({ service: 'opensearch', resource: 'application', resourceName: 'app1' });
    attach(stack, 'B', { application: importedApplication(stack, 'Formatted', arn) });
    expect(refusal(stack)).toContain('[Stack/B] attaches the same data source');
  });

  test('even if the id of one is pinned', () => {
    const stack = testStack();
    child(attach(stack, 'A')).overrideLogicalId('Pinned');
    attach(stack, 'B');
    expect(refusal(stack)).toContain('[Stack/B] attaches the same data source');
  });

  test('even if the keys of an association\'s metadata and configuration have another order', () => {
    const stack = testStack();
    associate(stack, 'A', { clientAssociationMetadata: { a: '1', b: '2' }, objectConfiguration: { o: { c: ['1'], d: ['2'] } } });
    associate(stack, 'B', { clientAssociationMetadata: { b: '2', a: '1' }, objectConfiguration: { o: { d: ['2'], c: ['1'] } } });
    expect(refusal(stack)).toContain('[Stack/B] differs from "Stack/A" only in its execution configuration and behaviour');
  });

  test('but a value that only looks like a reference is accepted', () => {
    const stack = testStack();
    const bucket = new CfnBucket(stack, 'Bucket');
    associate(stack, 'A', { destination: Destination.fromUri(`s3://${bucket.ref}`) });
    associate(stack, 'B', { destination: Destination.fromUri('s3://Bucket.Ref') });
    expect(idsIn(stack, ASSOCIATION)).toHaveLength(2);
  });
});

describe('an association', () => {
  const startTime = ExportTime.fromDate(new Date('2026-01-01'));
  const id = (props: Partial<DataIntegrationAssociationProps>) => idOf((stack) => void associate(stack, 'A', props), testStack(), ASSOCIATION);

  test('is the same for every execution configuration', () => {
    expect(id({ executionConfiguration: ExecutionConfiguration.onDemand({ startTime }) })).toBe(id({}));
  });

  test.each<Partial<DataIntegrationAssociationProps>>([
    { clientId: 'me' },
    { destination: Destination.fromUri('s3://exports') },
    { objectConfiguration: { a: { b: ['1'] } } },
    { clientAssociationMetadata: { a: '1' } },
  ])('is a different one with %j', (props) => {
    expect(id(props)).not.toBe(id({}));
  });

  test('is a different one if a list of values has another order', () => {
    const [one, other] = [['1', '2'], ['2', '1']].map((values) => id({ objectConfiguration: { a: { b: values } } }));
    expect(one).not.toBe(other);
  });

  test('is the same if its data integration is written in another way', () => {
    expect(id({})).toBe(idOf((stack) => {
      const arn = stack.formatArn({ service: 'app-integrations', resource: 'data-integration', resourceName: DATA_INTEGRATION_ID });
      associate(stack, 'B', { dataIntegration: imported(stack, 'B', arn) });
    }, testStack(), ASSOCIATION));
  });

  test('of a data integration of the stack is named by its logical id', () => {
    expect(idOf((stack) => void associate(stack, 'A', { dataIntegration: dataIntegration(stack) }), testStack(), ASSOCIATION)).toMatch(/^AssociationIntegration[0-9A-F]{10}$/);
  });
});

test('a construct is no part of the id: neither its name, nor its position, nor its other properties', () => {
  const one = idOf((stack) => void attach(stack, 'A'));
  const other = idOf((stack) => void attach(new Construct(stack, 'Elsewhere') as Stack, 'B', { existingAttachment: ExistingAttachment.ADOPT }));
  expect(other).toBe(one);
});

test('an id is valid in CloudFormation, and starts with readable words, for all names', () => {
  const stack = testStack();
  const ui = application(stack);
  ui.overrideLogicalId('U'.repeat(255));
  attach(stack, 'A', { application: ui, dataSource: DataSource.fromArn('arn:aws:es:eu-west-1:111111111111:domain/search-logs-2026') });
  expect(idsIn(stack)).toEqual([expect.stringMatching(/^AttachmentU{40}SearchLogs2026[0-9A-F]{10}$/)]);
});

describe('an ARN', () => {
  /** The same text, put together in another way. */
  const written = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom('literal', 'join', 'sub', 'token', 'lazy')), { maxLength: 4 });

  test('is the same however it is put together', () => {
    const [expected] = [idOf((stack) => void attach(stack, 'A', { dataSource: DataSource.fromArn(DOMAIN_ARN) }))];
    fc.assert(fc.property(written, (cuts) => {
      let rest = DOMAIN_ARN.slice('arn:'.length);
      let arn = 'arn:';
      for (const [length, how] of cuts) {
        const part = rest.slice(0, length);
        rest = rest.slice(length);
        if (part === '') continue;
        const ways = {
          literal: () => part,
          join: () => Token.asString({ 'Fn::Join': ['', [part.slice(0, 3), part.slice(3)]] }),
          sub: () => Token.asString({ 'Fn::Sub': part }),
          token: () => Token.asString(Lazy.any({ produce: () => part })),
          lazy: () => Lazy.uncachedString({ produce: () => part }),
        };
        arn += ways[how as keyof typeof ways]();
      }
      const stack = testStack();
      attach(stack, 'A', { dataSource: DataSource.fromArn(Token.asString({ 'Fn::Join': ['', [arn, rest]] })) });
      expect(idsIn(stack)).toEqual([expected]);
    }), { numRuns: 60 });
  });

  test('is not split at a colon inside a reference', () => {
    const arn = Fn.importValue('a:b:c:d:e:f:g');
    expect(idOf((stack) => void attach(stack, 'A', { dataSource: DataSource.fromArn(arn) })))
      .not.toBe(idOf((stack) => void attach(stack, 'A', { dataSource: DataSource.fromArn(Fn.importValue('a:b:c:d:e:f:h')) })));
  });
});

