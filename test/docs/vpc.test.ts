/** The page on VPCs names each service that the handler's code calls. */
import { document } from './documents';
import { association, attachments, statementsOf } from '../iam/statements';

/**
 * Services that Lambda, Step Functions and OpenSearch Service call with the roles. The code has no client of OpenSearch
 * Serverless.
 */
const NOT_THE_CODE = ['aoss', 'lambda', 'logs'];

test('the table has a host for each service that the roles let the handler call', () => {
  const called = [attachments, association].flatMap((build) => statementsOf(build)).flatMap(({ actions }) => actions).map((action) => action.split(':')[0]);
  const services = [...new Set(called)].filter((service) => !NOT_THE_CODE.includes(service)).sort();
  const hosts = [...document('docs/vpc.md').text.matchAll(/^\|[^|]*\| `([a-z-]+)\.<region>\.amazonaws\.com`/gm)].map(([, service]) => service).sort();

  expect(services.length).toBeGreaterThan(3);
  expect(hosts).toEqual(services);
});
