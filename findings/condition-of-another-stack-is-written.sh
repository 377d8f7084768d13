#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 turns a reference to a resource of another stack into an output and an import, or into a parameter of a
# nested stack. A condition of another stack is written by its name, without an error or a warning, and the template has no
# condition of that name. CloudFormation refuses the template. This holds for cfnOptions.condition and for Fn.conditionIf.
# Run by hand: needs npm, and takes about half a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.5.1
cat >app.js <<'JS'
const { readFileSync } = require('fs');
const { join } = require('path');
const { App, Aws, CfnCondition, Fn, NestedStack, Stack } = require('aws-cdk-lib/core');
const { CfnQueue } = require('aws-cdk-lib/aws-sqs');

function used(consumerOf) {
  const app = new App({ analyticsReporting: false });
  const producer = new Stack(app, 'Producer');
  const condition = new CfnCondition(producer, 'InEurope', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
  const consumer = consumerOf(app, producer);
  const queue = new CfnQueue(consumer, 'Queue', { queueName: Fn.conditionIf(condition.logicalId, 'one', 'other').toString() });
  queue.cfnOptions.condition = condition;
  const { directory } = app.synth();
  const { Resources, Conditions } = JSON.parse(readFileSync(join(directory, consumer.templateFile), 'utf8'));
  const { Condition, Properties } = Resources.Queue;
  return `Condition ${Condition}, ${JSON.stringify(Properties.QueueName)}, the template's conditions: ${JSON.stringify(Conditions)}`;
}
console.log(`another stack:  ${used((app) => new Stack(app, 'Consumer'))}`);
console.log(`a nested stack: ${used((app, producer) => new NestedStack(producer, 'Nested'))}`);
JS
node app.js 2>/dev/null | tee seen
diff seen - <<'SEEN'
another stack:  Condition InEurope, {"Fn::If":["InEurope","one","other"]}, the template's conditions: undefined
a nested stack: Condition InEurope, {"Fn::If":["InEurope","one","other"]}, the template's conditions: undefined
SEEN
