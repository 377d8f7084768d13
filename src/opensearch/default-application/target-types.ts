import type { TargetType } from '../../backend/target-permissions';

export const APPLICATION_TO_SET: TargetType = {
  name: 'DefaultApplication',
  actions: ['es:PutDefaultApplicationSetting'],
  arn: { service: 'opensearch', resource: 'application' },
  precedence: 5,
};

export const DEFAULT_SETTING: TargetType = {
  name: 'DefaultSetting',
  actions: ['es:GetDefaultApplicationSetting'],
  onAllBecause: 'only reading the setting shows which application it names',
};
