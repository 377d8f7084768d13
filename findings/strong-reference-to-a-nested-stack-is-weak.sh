#!/usr/bin/env bash
# aws-cdk-lib 2.276.0: Stack.consumeReference(value, ReferenceStrength.STRONG) is a strong reference if the producer is a stack.
# If the producer is a nested stack of that stack, the strength is silently ignored. The app's default applies, and with "weak"
# the template
# has Fn::GetStackOutput. CrossStackReferences.of(construct).consume(STRONG), "for this scope and its descendants", has no effect
# on any scope that is not the stack itself or above it.
# Run by hand: needs npm, and takes about half a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.5.1
cat >app.js <<'JS'
const { App, CfnOutput, CrossStackReferences, NestedStack, ReferenceStrength, Stack } = require('aws-cdk-lib/core');
const { CfnQueue } = require('aws-cdk-lib/aws-sqs');
const { Construct } = require('constructs');

function importOf(nested, choose) {
  const app = new App({ analyticsReporting: false, context: { '@aws-cdk/core:defaultCrossStackReferences': 'weak' } });
  const producer = new Stack(app, 'Producer');
  const queue = new CfnQueue(nested ? new NestedStack(producer, 'Nested') : producer, 'Queue');
  const scope = new Construct(new Stack(app, 'Consumer'), 'Scope');
  new CfnOutput(scope, 'Arn', { value: choose(queue, scope) });
  const { Outputs } = app.synth().getStackByName('Consumer').template;
  return Object.keys(Object.values(Outputs)[0].Value)[0];
}

const consumed = (queue) => Stack.consumeReference(queue.attrArn, ReferenceStrength.STRONG);
const configured = (queue, scope) => { CrossStackReferences.of(scope).consume(ReferenceStrength.STRONG); return queue.attrArn; };
console.log(`consumeReference STRONG, producer a stack:        ${importOf(false, consumed)}`);
console.log(`consumeReference STRONG, producer a nested stack: ${importOf(true, consumed)}`);
console.log(`consume(STRONG) of a construct in the consumer:   ${importOf(false, configured)}`);
JS
CDK_VALIDATION=false node app.js | tee seen
diff seen - <<'SEEN'
consumeReference STRONG, producer a stack:        Fn::ImportValue
consumeReference STRONG, producer a nested stack: Fn::GetStackOutput
consume(STRONG) of a construct in the consumer:   Fn::GetStackOutput
SEEN
