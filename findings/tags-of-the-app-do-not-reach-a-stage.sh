#!/usr/bin/env bash
# aws-cdk-lib 2.276.0: Tags.of(app) and Aspects.of(app) do not reach what is inside a Stage, without an error or a warning. Aspects
# of the stage do. So an app that moves its stacks into stages, for CDK Pipelines for example, loses the tags that it has on the app.
# Run by hand: needs npm, and takes about half a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.5.1
cat >app.js <<'JS'
const { App, Aspects, Stack, Stage, Tags } = require('aws-cdk-lib/core');
const { CfnQueue } = require('aws-cdk-lib/aws-sqs');

for (const [name, scopeOf] of [['the app', ({ app }) => app], ['the stage', ({ stage }) => stage]]) {
  const app = new App({ analyticsReporting: false });
  const stage = new Stage(app, 'Prod');
  const scope = scopeOf({ app, stage });
  const stacks = { 'outside of the stage': new Stack(app, 'Stack'), 'in the stage': new Stack(stage, 'Stack') };
  for (const stack of Object.values(stacks)) new CfnQueue(stack, 'Queue');
  Tags.of(scope).add('team', 'search');
  Aspects.of(scope).add({ visit: (node) => { if (node instanceof CfnQueue) node.delaySeconds = 5; } });
  const assembly = app.synth();
  for (const [where, { artifactId }] of Object.entries(stacks)) {
    const { Resources } = assembly.getStackArtifact(artifactId).template;
    console.log(`tag and Aspect of ${name}, queue ${where}: ${JSON.stringify(Resources.Queue.Properties ?? {})}`);
  }
}
JS
node app.js 2>/dev/null | tee seen
diff seen - <<'SEEN'
tag and Aspect of the app, queue outside of the stage: {"DelaySeconds":5,"Tags":[{"Key":"team","Value":"search"}]}
tag and Aspect of the app, queue in the stage: {}
tag and Aspect of the stage, queue outside of the stage: {}
tag and Aspect of the stage, queue in the stage: {"DelaySeconds":5,"Tags":[{"Key":"team","Value":"search"}]}
SEEN
