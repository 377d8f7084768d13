import * as v from 'valibot';
import { Refusal } from '../../../lambda/lifecycle/lifecycle';
import { canonical, ifValid, parseOrRefuse } from '../../../lambda/lifecycle/properties';

test('invalid properties are refused, and the refusal names the property', () => {
  const schema = v.object({ Name: v.string('must be a string') });

  expect(parseOrRefuse(schema, { Name: 'logs', Other: 1 })).toEqual({ Name: 'logs' });
  expect(() => parseOrRefuse(schema, { Name: 1 })).toThrow(new Refusal('a property of the custom resource is invalid: Name: must be a string'));
});

test('a programming error is not a refusal', () => {
  const mistake = new TypeError('a mistake');

  expect(() => parseOrRefuse(v.record(v.string(), v.pipe(v.number(), v.check(() => { throw mistake; }))), { Name: 1 })).toThrow(mistake);
});

test('the same content gives the same text in any order of keys', () => {
  const values = { c: 1, a: [{ z: 1, y: null }, 'x'], b: undefined };

  expect(canonical({ a: [{ y: null, z: 1 }, 'x'], c: 1 })).toBe(canonical(values));
  expect(canonical(values)).toBe('{"a":[{"y":null,"z":1},"x"],"c":1}');
  expect(canonical({ ...values, a: ['x', { z: 1, y: null }] })).not.toBe(canonical(values));
});

test('a value that cannot be read is undefined if it is optional', () => {
  expect(ifValid(() => 'text')).toBe('text');
  expect(ifValid(() => { throw new Error('unreadable'); })).toBeUndefined();
});
