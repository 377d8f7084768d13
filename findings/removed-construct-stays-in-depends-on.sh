#!/usr/bin/env bash
# aws-cdk-lib 2.276.0: node.tryRemoveChild() takes a resource out of the template, but not out of the DependsOn of the others,
# whether the dependency was made with addDependency() of the resource or of the node. CloudFormation refuses such a template
# ("Unresolved resource dependencies"). The CDK's own validation at synthesis says nothing.
# Run by hand: needs npm, and takes about half a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.5.1
cat >app.js <<'JS'
const { App, Stack } = require('aws-cdk-lib/core');
const { CfnQueue } = require('aws-cdk-lib/aws-sqs');

function remaining(depend) {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  const removed = new CfnQueue(stack, 'Removed');
  depend(new CfnQueue(stack, 'Queue'), removed);
  stack.node.tryRemoveChild('Removed');
  const { Resources } = app.synth().getStackByName('Stack').template;
  return `resources ${Object.keys(Resources)}, DependsOn ${Resources.Queue.DependsOn}`;
}
console.log(`of the resource: ${remaining((queue, removed) => queue.addResourceDependency(removed))}`);
console.log(`of the node:     ${remaining((queue, removed) => queue.node.addDependency(removed))}`);
JS
node app.js 2>/dev/null | tee seen
diff seen - <<'SEEN'
of the resource: resources Queue, DependsOn Removed
of the node:     resources Queue, DependsOn Removed
SEEN
