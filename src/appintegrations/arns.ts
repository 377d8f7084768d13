import type { ArnShape } from '../private/known-arn';

export const DATA_INTEGRATION_ARN: ArnShape = {
  service: 'app-integrations',
  resource: /^data-integration\/[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$/,
  description: 'arn:<partition>:app-integrations:<region>:<account>:data-integration/<id>, where the id is a UUID in lower case',
};
