/** The properties of the custom resource, parsed. */
import * as v from 'valibot';
import type { DefaultApplicationProperties } from '../../../src/opensearch/default-application/default-application-properties';
import type { Wanted } from '../../lifecycle/presence/presence';
import { parseOrRefuse } from '../../lifecycle/properties';

const PROPERTIES = v.object({
  ApplicationArn: v.pipe(v.string(), v.regex(/^arn:.+\/[a-z0-9]{3,30}$/, 'must be the ARN of an application')),
  ExistingDefault: v.picklist(['FAIL', 'ADOPT']),
}) satisfies v.GenericSchema<unknown, DefaultApplicationProperties>;

export interface WantedDefault extends Wanted {
  readonly applicationArn: string;
}

/** @throws Refusal where a property is invalid */
export function parseProperties(properties: Readonly<Record<string, unknown>>): WantedDefault {
  const { ApplicationArn: applicationArn, ExistingDefault } = parseOrRefuse(PROPERTIES, properties);
  return {
    // There is one for each account and region: which application it is makes no other one of it.
    key: 'default-application',
    subject: 'the default application',
    details: applicationArn,
    arns: { application: applicationArn },
    adopt: ExistingDefault === 'ADOPT',
    applicationArn,
  };
}
