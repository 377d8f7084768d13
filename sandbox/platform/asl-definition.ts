import * as v from 'valibot';
import { ServiceError } from './core';

/**
 * The supported part of the Amazon States Language (with JSONPath). Definitions are read strictly: everything that would be
 * ignored at run time is refused when the state machine is created.
 */

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly variable: string; readonly operator: string; readonly expected: unknown };

type Comparison = (value: unknown, expected: unknown) => boolean;

const compare = (type: 'string' | 'number' | 'boolean', holds: (value: string, expected: string) => boolean): Comparison =>
  // The same operators compare numbers, booleans and strings. By then both values have the same type.
  (value, expected) => typeof value === type && typeof expected === type && holds(value as string, expected as string);

const ORDER = {
  Equals: (a: string, b: string) => a === b,
  LessThan: (a: string, b: string) => a < b,
  LessThanEquals: (a: string, b: string) => a <= b,
  GreaterThan: (a: string, b: string) => a > b,
  GreaterThanEquals: (a: string, b: string) => a >= b,
};

export const COMPARISONS: Readonly<Record<string, Comparison>> = {
  IsPresent: (value, expected) => (value !== undefined) === expected,
  IsNull: (value, expected) => (value === null) === expected,
  IsString: (value, expected) => (typeof value === 'string') === expected,
  IsNumeric: (value, expected) => (typeof value === 'number') === expected,
  IsBoolean: (value, expected) => (typeof value === 'boolean') === expected,
  BooleanEquals: compare('boolean', ORDER.Equals),
  StringMatches: compare('string', matches),
  ...Object.fromEntries(Object.entries(ORDER).flatMap(([name, holds]) => [
    [`String${name}`, compare('string', holds)],
    [`Numeric${name}`, compare('number', holds)],
  ])),
};

/** Whether a text matches a pattern. Each `*` matches any text, unless a backslash precedes it. */
function matches(text: string, pattern: string): boolean {
  const parts = pattern.split(/(\\.|\*)/).map((part) => {
    if (part === '*') return '[^]*';
    const plain = part.startsWith('\\') ? part.slice(1) : part;
    return plain.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`).test(text);
}

function condition(rule: Readonly<Record<string, unknown>>): Condition {
  const { And, Or, Not, Variable, Next: _next, Comment: _comment, ...comparison } = rule;
  const list = v.safeParse(v.array(v.record(v.string(), v.unknown())), And ?? Or);
  if (list.success) return { kind: And ? 'and' : 'or', conditions: list.output.map(condition) };
  const negated = v.safeParse(v.record(v.string(), v.unknown()), Not);
  if (negated.success) return { kind: 'not', condition: condition(negated.output) };
  const [[operator, expected] = ['no operator', undefined], ...more] = Object.entries(comparison);
  if (typeof Variable !== 'string' || more.length > 0 || !COMPARISONS[operator]) {
    throw new ServiceError('InvalidDefinition', `the choice rule ${JSON.stringify(rule)} is not understood; `
      + `it takes a Variable and one of ${Object.keys(COMPARISONS).join(', ')}, or And, Or, Not`);
  }
  return { kind: 'compare', variable: Variable, operator, expected };
}

const path = v.optional(v.nullable(v.string()), '$');
const common = { Comment: v.optional(v.string()), InputPath: path, OutputPath: path };
const transition = { Next: v.optional(v.string()), End: v.optional(v.boolean()) };
const template = v.optional(v.record(v.string(), v.unknown()));

/** The largest number of seconds or attempts. */
const MAX = 99_999_999;
/** A year. No delay can reach it. */
const MAX_DELAY = 31_622_399;
export const SECONDS = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(0), v.maxValue(MAX));
const POSITIVE = v.pipe(SECONDS, v.minValue(1));

const retrier = v.strictObject({
  ErrorEquals: v.pipe(v.array(v.string()), v.minLength(1)),
  IntervalSeconds: v.optional(POSITIVE, 1),
  MaxAttempts: v.optional(SECONDS, 3),
  BackoffRate: v.optional(v.pipe(v.number(), v.minValue(1)), 2),
  MaxDelaySeconds: v.optional(v.pipe(POSITIVE, v.maxValue(MAX_DELAY)), MAX_DELAY),
  JitterStrategy: v.optional(v.picklist(['FULL', 'NONE']), 'NONE'),
  Comment: v.optional(v.string()),
});
const catcher = v.strictObject({ ErrorEquals: v.array(v.string()), Next: v.string(), ResultPath: path, Comment: v.optional(v.string()) });

const state = v.variant('Type', [
  v.strictObject({
    Type: v.literal('Task'),
    ...common,
    ...transition,
    Resource: v.string(),
    Parameters: template,
    ResultSelector: template,
    ResultPath: path,
    Retry: v.optional(v.array(retrier), []),
    Catch: v.optional(v.array(catcher), []),
  }),
  v.strictObject({
    Type: v.literal('Wait'), ...common, ...transition, Seconds: v.optional(SECONDS), SecondsPath: v.optional(v.string()),
  }),
  v.strictObject({
    Type: v.literal('Choice'),
    ...common,
    Choices: v.array(v.pipe(
      v.looseObject({ Next: v.string() }), v.transform((rule) => ({ when: condition(rule), next: rule.Next })),
    )),
    Default: v.optional(v.string()),
  }),
  v.strictObject({
    Type: v.literal('Pass'), ...common, ...transition, Parameters: template, Result: v.optional(v.unknown()), ResultPath: path,
  }),
  v.strictObject({ Type: v.literal('Succeed'), ...common }),
  v.strictObject({
    Type: v.literal('Fail'),
    Comment: v.optional(v.string()),
    Error: v.optional(v.string()),
    Cause: v.optional(v.string()),
    ErrorPath: v.optional(v.string()),
    CausePath: v.optional(v.string()),
  }),
]);

const definition = v.strictObject({
  Comment: v.optional(v.string()),
  Version: v.optional(v.string()),
  QueryLanguage: v.optional(v.literal('JSONPath')),
  StartAt: v.string(),
  TimeoutSeconds: v.optional(POSITIVE),
  States: v.record(v.string(), state),
});

export type State = v.InferOutput<typeof state>;
export type TaskState = Extract<State, { Type: 'Task' }>;
export type Definition = v.InferOutput<typeof definition>;

/** @throws ServiceError `InvalidDefinition`, as creating the state machine does */
export function parseDefinition(json: unknown): Definition {
  const result = v.safeParse(definition, json);
  if (!result.success) {
    const issue = result.issues[0];
    throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: ${v.getDotPath(issue) ?? '/'}: ${issue.message}`);
  }
  const { StartAt, States } = result.output;
  const missing = [['StartAt', StartAt], ...Object.entries(States).flatMap(([name, each]) => targets(each).map((target) => [name, target]))]
    .find(([, target]) => !(target in States));
  if (missing) {
    throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: MISSING_TRANSITION_TARGET: ${missing.join(' leads to ')}`);
  }
  return result.output;
}

/** The states that may follow a state. A state without a next state that is not an end is refused as leading to ''. */
function targets(each: State): string[] {
  switch (each.Type) {
    case 'Choice': return [...each.Choices.map(({ next }) => next), ...each.Default === undefined ? [] : [each.Default]];
    case 'Succeed':
    case 'Fail': return [];
    default: return [
      ...each.End ? [] : [each.Next ?? ''],
      ...each.Type === 'Task' ? each.Catch.map(({ Next }) => Next) : [],
    ];
  }
}
