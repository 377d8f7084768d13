import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { build as buildConstruct } from '../../bench/subjects/construct';
import { build as buildFloor } from '../../bench/subjects/floor';
import { build as buildLibrary } from '../../bench/subjects/library';
import type { Build } from '../../bench/subjects/pair';

interface Written {
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

/** What a subject of the benchmark writes for one attachment. */
function written(build: Build): { readonly properties: object; readonly dependencies: number } {
  const stack = new Stack(new App(), 'Stack');
  build(stack, [{
    applicationArn: 'arn:aws:opensearch:eu-west-1:111111111111:application/1234567890abcdefghij',
    dataSourceArn: 'arn:aws:es:eu-west-1:111111111111:domain/logs',
  }], { handlerFolder: '' });
  const found = Template.fromStack(stack).findResources('Custom::OpenSearchDataSourceAttachment');
  const [resource] = Object.values(found) as [Written];
  const { ServiceToken, ...properties } = resource.Properties;
  expect(ServiceToken).toBeDefined();
  return { properties, dependencies: resource.DependsOn?.length ?? 0 };
}

// Otherwise the share of the floor would be about another template.
test('the floor of the benchmark writes the properties that this library writes, and the least construct also the dependencies', () => {
  const library = written(buildLibrary);
  expect(written(buildFloor)).toEqual({ ...library, dependencies: 0 });
  expect(written(buildConstruct)).toEqual(library);
});
