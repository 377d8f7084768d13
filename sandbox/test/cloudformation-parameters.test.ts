import { custom, Harness } from './cloudformation-harness';
import { describeChangeSet, describeStack } from '../platform/cloudformation/descriptions';

/** Starts a stack with the parameter `P`, and returns the reason if it is refused. */
function refusal(definition: Record<string, unknown>, value?: string): string | undefined {
  const template = JSON.stringify({ Resources: { A: custom() }, Parameters: { P: definition } });
  try {
    new Harness().cloudFormation.stacks.start({ stackName: 'Demo', template, parameters: value === undefined ? {} : { P: value } });
    return undefined;
  } catch (error) {
    return String(error).replace(/^\w+: /, '');
  }
}

test.each<[constraint: Record<string, unknown>, allowed: string, refused: string, reason: string]>([
  [{ AllowedPattern: '[a-z]+' }, 'abc', 'abc1', "Parameter 'P' must match pattern [a-z]+"],
  [{ AllowedPattern: '^[\\w-_]*|x$' }, 'a-b', 'a b', "Parameter 'P' must match pattern ^[\\w-_]*|x$"],
  [{ AllowedPattern: '[a-z*+]+' }, 'a*', 'A', "Parameter 'P' must match pattern [a-z*+]+"],
  [{ AllowedValues: ['a', 'b'] }, 'b', 'c', "Parameter 'P' must be one of AllowedValues"],
  [{ AllowedValues: [true, false] }, 'true', 'yes', "Parameter 'P' must be one of AllowedValues"],
  [{ MinLength: 3 }, 'abc', 'ab', "Parameter 'P' must contain at least 3 characters"],
  [{ MaxLength: '3' }, 'abc', 'abcd', "Parameter 'P' must contain at most 3 characters"],
  [{ Type: 'Number' }, '-1.5', 'one', "Parameter 'P' must be a number"],
  [{ Type: 'Number' }, '0', '', "Parameter 'P' must be a number"],
  [{ Type: 'Number', MinValue: 1 }, '1', '0', "Parameter 'P' must be a number not less than 1"],
  [{ Type: 'Number', MaxValue: '10' }, '10', '11', "Parameter 'P' must be a number not greater than 10"],
  [{ Type: 'List<Number>', MinValue: 1 }, '1,2', '1,x', "Parameter 'P' must be a number"],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] }, 'b, a', 'a,c', "Parameter 'P' must be one of AllowedValues"],
  [{ Type: 'CommaDelimitedList', AllowedPattern: '[a-z]' }, 'a,b', 'a,bb', "Parameter 'P' must match pattern [a-z]"],
  [{ MinLength: 3, ConstraintDescription: 'three letters' }, 'abc', 'ab', 'Parameter P failed to satisfy constraint: three letters'],
])('of a parameter with %j, the value %j is accepted and %j refused', (constraint, allowed, refused, reason) => {
  const definition = { Type: 'String', ...constraint };
  expect(refusal(definition, allowed)).toBeUndefined();
  expect(refusal(definition, refused)).toBe(reason);
  expect(refusal({ ...definition, Default: refused })).toBe(reason);
});

test.each([
  ['\\p{Alpha}+'], ['[a-z&&[^b]]'], ['(?i)a'], ['a*+'], ['\\Aa\\z'], ['['],
])('the pattern %s, which JavaScript does not read as Java does, is refused instead of ignored', (AllowedPattern) => {
  expect(refusal({ Type: 'String', AllowedPattern }, 'a')).toBe(`Parameter 'P': the local cloud cannot read the AllowedPattern ${AllowedPattern}`);
});

test('a default may be a boolean or a number, and is a text', async () => {
  const stack = await new Harness().deploy({ A: custom() }, {
    Parameters: { Flag: { Type: 'String', Default: true, AllowedValues: [true, false] }, Count: { Type: 'Number', Default: 3 } },
    Outputs: { Flag: { Value: { Ref: 'Flag' } }, Count: { Value: { Ref: 'Count' } } },
  });
  expect(stack.outputs).toMatchObject([{ key: 'Flag', value: 'true' }, { key: 'Count', value: '3' }]);
});

test('the members of a list have no blanks around them', async () => {
  const stack = await new Harness().deploy({ A: custom() }, {
    Parameters: { P: { Type: 'CommaDelimitedList', Default: 'a, b ,c' } }, Outputs: { O: { Value: { 'Fn::Join': ['|', { Ref: 'P' }] } } },
  });
  expect(stack.outputs).toMatchObject([{ value: 'a|b|c' }]);
});

describe('the value of a parameter with NoEcho', () => {
  const template = (noEcho: unknown) => JSON.stringify({
    Resources: { A: custom() },
    Parameters: { Secret: { Type: 'String', NoEcho: noEcho }, Ssm: { Type: 'AWS::SSM::Parameter::Value<String>', NoEcho: noEcho } },
    Outputs: { Copy: { Value: { Ref: 'Secret' } } },
  });
  const request = (noEcho: unknown) => ({ stackName: 'Demo', template: template(noEcho), parameters: { Secret: 'swordfish', Ssm: '/secret' } });

  test.each([[true], ['true']])('%j is masked in stacks and change sets, and used by the stack', async (noEcho) => {
    const { stacks } = new Harness({ ssmParameter: () => 'from-ssm' }).cloudFormation;
    const { stack, deployable } = stacks.prepare(request(noEcho));
    const changeSet = { id: 'id', name: 'name', stack, deployable, request: request(noEcho), changes: [], createdAt: 0, isEmpty: false, isObsolete: false, executed: false };
    const masked = { Parameters: [{ ParameterKey: 'Secret', ParameterValue: '****' }, { ParameterKey: 'Ssm', ParameterValue: '****', ResolvedValue: '****' }] };
    expect(describeChangeSet(changeSet)).toMatchObject(masked);

    await stacks.deploy(request(noEcho));
    expect(describeStack(stack)).toMatchObject(masked);
    expect(stack.outputs).toMatchObject([{ value: 'swordfish' }]);
  });

  test.each([[false], ['false']])('%j is shown', async (noEcho) => {
    const stack = await new Harness({ ssmParameter: () => 'from-ssm' }).cloudFormation.stacks.deploy(request(noEcho));
    expect(describeStack(stack)).toMatchObject({ Parameters: [{ ParameterValue: 'swordfish' }, { ResolvedValue: 'from-ssm' }] });
  });
});
