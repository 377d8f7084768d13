import { OpenSearchDefault } from '../../../../lambda/opensearch/default-application/default-setting';
import type { Calls } from '../../calls';

function setting() {
  return new OpenSearchDefault().parse({ ApplicationArn: 'arn:aws:opensearch:eu-west-1:123456789012:application/app1', ExistingDefault: 'FAIL' });
}

export const CALLS: Calls = {
  acting: {
    PutDefaultApplicationSetting: async () => new OpenSearchDefault().make(setting()),
  },
  reading: {
    GetDefaultApplicationSetting: async () => new OpenSearchDefault().describe(setting()),
  },
};
