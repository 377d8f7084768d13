/** The properties of the custom resource, parsed. */
import * as v from 'valibot';
import type {
  IdentityCenterApplicationReturnValues, IdentityCenterApplicationProperties,
} from '../../../src/opensearch/application/identity-center-properties';
import { idOf, parseOrRefuse } from '../../lifecycle/properties';

const arn = v.pipe(v.string(), v.regex(/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/, 'must be an ARN'), v.maxLength(2048));

const PROPERTIES = v.object({
  ApplicationArn: v.pipe(arn, v.regex(/\/[a-z0-9]{3,30}$/, 'must end in the id of an application, 3 to 30 lower-case letters and digits')),
  InstanceArn: arn,
}) satisfies v.GenericSchema<unknown, IdentityCenterApplicationProperties>;

export interface Wanted {
  readonly applicationArn: string;
  readonly applicationId: string;
  readonly instanceArn: string;
}

/** @throws Refusal if a property is invalid */
export function parseProperties(properties: Readonly<Record<string, unknown>>): Wanted {
  const { ApplicationArn, InstanceArn } = parseOrRefuse(PROPERTIES, properties);
  return { applicationArn: ApplicationArn, applicationId: idOf(ApplicationArn), instanceArn: InstanceArn };
}

export function attributes(applicationArn: string): Readonly<Record<string, string>> {
  const data: IdentityCenterApplicationReturnValues = { IdentityCenterApplicationArn: applicationArn };
  return { ...data };
}
