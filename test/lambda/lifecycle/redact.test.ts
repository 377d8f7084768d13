import { redact } from '../../../lambda/lifecycle/redact';

const environment = { ...process.env };
const KEYS = { AWS_ACCESS_KEY_ID: 'AKEXAMPLE', AWS_SECRET_ACCESS_KEY: 'a-secret', AWS_SESSION_TOKEN: 'a-token' };

afterEach(() => { process.env = { ...environment }; });

test('a URL is cut at its query, anywhere in a text', () => {
  expect(redact('PUT https://bucket.example.com/a/key?X-Amz-Signature=secret&x=1 failed, "http://b.example.com/?q" too, but why?'))
    .toBe('PUT https://bucket.example.com/a/key?… failed, "http://b.example.com/?…" too, but why?');
});

test('the keys of the function are removed at every occurrence', () => {
  Object.assign(process.env, KEYS);

  expect(redact('AKEXAMPLE/20260101, a-token, a-secret and again AKEXAMPLE')).toBe('…/20260101, …, … and again …');
});

test('a text without secrets stays the same, also if the function has no keys', () => {
  for (const key of Object.keys(KEYS)) delete process.env[key];

  expect(redact('an undefined error at https://example.com/a')).toBe('an undefined error at https://example.com/a');
});

// If each URL took time for all the others, a text of this length would take days.
test.each([['starts of URLs', 'http://a'], ['queries', '?a'], ['queries after URLs', 'http://a?'], ['letters', 'a']])(
  'millions of %s are redacted', (_, part) => {
    const text = part.repeat(2_000_000);

    expect(redact(`${text} https://example.com/?secret`)).toMatch(/ https:\/\/example\.com\/\?…$/);
  },
);
