import { OpenSearchAttachments } from '../../../../lambda/opensearch/data-source-attachment/attachments';
import type { Calls } from '../../calls';

const PAIR = { applicationId: 'app1', dataSourceArn: 'arn:aws:es:eu-west-1:123456789012:domain/logs' };

export const CALLS: Calls = {
  acting: {
    AttachDataSource: async () => new OpenSearchAttachments().attach(PAIR, undefined, 'a-token'),
    DetachDataSource: async () => new OpenSearchAttachments().detach(PAIR),
  },
  reading: {
    DescribeDataSourceAttachment: async () => new OpenSearchAttachments().describe(PAIR),
  },
};
