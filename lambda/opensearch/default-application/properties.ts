/** The properties of the custom resource, parsed. */
import * as v from 'valibot';
import type { DefaultApplicationProperties } from '../../../src/opensearch/default-application/default-application-properties';
import type { Wanted } from '../../lifecycle/presence/presence';
import { idOf, parseOrRefuse } from '../../lifecycle/properties';

const PROPERTIES = v.object({
  ApplicationArn: v.pipe(v.string(), v.regex(/^arn:.+\/[a-z0-9]{3,30}$/, 'must be the ARN of an application')),
  ExistingDefault: v.picklist(['FAIL', 'ADOPT']),
}) satisfies v.GenericSchema<unknown, DefaultApplicationProperties>;

export interface WantedDefault extends Wanted {
  readonly applicationArn: string;
}

/** @throws Refusal if a property is invalid */
export function parseProperties(properties: Readonly<Record<string, unknown>>): WantedDefault {
  const { ApplicationArn: applicationArn, ExistingDefault } = parseOrRefuse(PROPERTIES, properties);
  return {
    key: `default-application/${idOf(applicationArn)}`,
    subject: 'the default application',
    arns: { application: applicationArn },
    adopt: ExistingDefault === 'ADOPT',
    applicationArn,
  };
}
