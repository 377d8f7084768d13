import type { ArnShape } from '../private/known-arn';

export const APPLICATION_ARN: ArnShape = {
  service: 'opensearch',
  resource: /^application\/[a-z0-9]{3,30}$/,
  description: 'arn:<partition>:opensearch:<region>:<account>:application/<id>, where the id is 3 to 30 lower-case letters and digits',
};

export const DOMAIN_ARN: ArnShape = {
  service: 'es',
  resource: /^domain\/[a-z][a-z0-9-]{2,27}$/,
  description: 'arn:<partition>:es:<region>:<account>:domain/<name>, where the name is 3 to 28 lower-case letters, digits and hyphens and begins with a letter',
};

export const COLLECTION_ARN: ArnShape = {
  service: 'aoss',
  resource: /^collection\/[a-z0-9]{3,40}$/,
  description: 'arn:<partition>:aoss:<region>:<account>:collection/<id>',
};
