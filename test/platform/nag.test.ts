import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_PACKS, type Finding, inspect } from './nag';
import { FUNCTION_SETTINGS } from '../../src/backend/settings';
import { EXAMPLES } from '../consumers/examples';
import { document } from '../docs/documents';
import { ROOT } from '../package/build';
import { IRELAND } from '../stack';

const EVERYTHING = join(__dirname, 'everything.ts');
const ALL_SET = { isSet: true, targets: 25 };
/** The settings that remove a finding. */
const SETTINGS = [...FUNCTION_SETTINGS, 'logEncryptionKey'];
/** A queue from the app, and other resources of an example. */
const OF_OTHERS = /\/(Dropped|Analyst|Logs|LogsDomain|Metrics|Vpc)\/|^DataExport\/Bucket\//;

/** The rules of the guide's table, and its advice. */
const rows = [...document('docs/security.md').text.matchAll(/^\| (.*`.*) \| .* \| (\w.*) \|$/gm)]
  .filter(([, , advice = '']) => /^(set|pass|acknowledge)/.test(advice))
  .flatMap(([, found = '', advice = '']) => [...found.matchAll(/`(\w+)`/g)].map(([, rule = '']) => ({ rule, advice })))
  .filter(({ rule }) => !rule.startsWith('CKV_'));

/** The rules of other packs, without the packs' names, because most have the same rules. */
function rulesOf(findings: readonly Finding[]): string[] {
  const ours = findings.filter(({ path }) => !OF_OTHERS.test(path)).map(({ rule }) => rule.replace(/^(HIPAA\.Security|NIST\.800\.53\.R[45]|PCI\.DSS\.321|Serverless)-/, ''));
  return [...new Set(ours)].sort();
}

describe.each([2, 3] as const)('cdk-nag %s', (version) => {
  test.each([
    ['a stack that can be deployed anywhere', {}],
    ['a stack of a known account and region', { environment: IRELAND }],
    ['a stack with all settings, and more targets than exact permissions allow', ALL_SET],
  ])('finds nothing with AwsSolutions in the resources of this library in %s', (_, everything) => {
    const { findings } = inspect(version, ALL_PACKS, EVERYTHING, everything);
    expect(findings.filter(({ path, rule }) => rule.startsWith('AwsSolutions-') && !OF_OTHERS.test(path))).toEqual([]);
  });

  test('still finds problems that a user adds', () => {
    const { findings } = inspect(version, ['AwsSolutionsChecks'], EVERYTHING, { wildcard: 'appflow:*' });
    expect(findings.map(({ path, rule }) => `${path}: ${rule}`).sort()).toEqual(['AppIntegrations', 'OpenSearch'].flatMap((service) => [
      expect.stringMatching(`${service}/FunctionRole: AwsSolutions-IAM5\\[Action::appflow:\\*\\]$`),
      expect.stringMatching(`${service}/FunctionRole: AwsSolutions-IAM5\\[Resource::\\*\\]$`),
    ]));
  });

  test('has, with its other packs, the findings that the guide explains', () => {
    const [found, remaining] = [{}, ALL_SET].map((everything) => rulesOf(inspect(version, ALL_PACKS, EVERYTHING, everything).findings));

    expect([...new Set([...found, ...remaining])].sort()).toEqual(rows.map(({ rule }) => rule).sort());
    expect(remaining).toEqual(rows.filter(({ advice }) => !advice.startsWith('set')).map(({ rule }) => rule).sort());
    for (const { rule, advice } of rows.filter(({ advice: each }) => each.startsWith('set'))) {
      expect([rule, SETTINGS.some((name) => advice.startsWith(`set \`${name}\``))]).toEqual([rule, true]);
    }
  });
});

test.each(Object.keys(EXAMPLES))('the example %s has no findings that the guide does not explain', (name) => {
  const { findings } = inspect(3, ALL_PACKS, join(ROOT, 'examples', name, 'app.ts'), {});
  const explained = rows.map(({ rule }) => rule);
  expect(rulesOf(findings).filter((rule) => !explained.includes(rule))).toEqual([]);
});

test('the guide\'s line acknowledges a rule for a stack', () => {
  const rule = 'NIST.800.53.R5-IAMNoInlinePolicy';
  expect(document('docs/security.md').text).toContain(`Validations.of(stack).acknowledge({ id: '${rule}'`);
  const rules = (everything: object) => inspect(3, ALL_PACKS, EVERYTHING, everything).findings.map((finding) => finding.rule);
  expect(rules({})).toContain(rule);
  expect(rules({ acknowledged: [rule] })).not.toContain(rule);
});

test('the guide names the types that no rule reads', () => {
  const folder = join(ROOT, 'node_modules', 'cdk-nag', 'lib', 'rules');
  const read = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/instanceof aws_(\w+)_1\.Cfn(\w+)/g)].map(([, service, type]) => `${service}:${type}`)));
  const types = inspect(3, ALL_PACKS, EVERYTHING, {}).types.filter((type) => type.startsWith('AWS::') && !type.endsWith('::Collection'));
  const unread = types.filter((type) => {
    const [, service = '', name = ''] = type.split('::');
    return !read.has(`${service.toLowerCase()}:${name}`);
  });
  const [, sentence = ''] = /^No rule of any pack reads the types (.*) and the custom resources/m.exec(document('docs/security.md').text) ?? [];
  expect([...sentence.matchAll(/`([\w:]+)`/g)].map(([, type = '']) => type).sort()).toEqual([...unread].sort());
});
