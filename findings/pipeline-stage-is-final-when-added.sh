#!/usr/bin/env bash
# aws-cdk-lib 2.276.0: CodePipeline.addStage() synthesizes the stage at once and keeps the result. What the app does to its resources
# afterwards is silently left out of the template, such as a property of an L1, or a tag of the stage.
# Run by hand: needs npm, and takes about half a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.5.1
cat >app.js <<'JS'
const { App, Stack, Stage, Tags } = require('aws-cdk-lib/core');
const { CodePipeline, CodePipelineSource, ShellStep } = require('aws-cdk-lib/pipelines');
const { Repository } = require('aws-cdk-lib/aws-codecommit');
const { CfnQueue } = require('aws-cdk-lib/aws-sqs');

function properties(when) {
  const app = new App({ analyticsReporting: false });
  const tools = new Stack(app, 'Tools', { env: { account: '111111111111', region: 'eu-west-1' } });
  const input = CodePipelineSource.codeCommit(new Repository(tools, 'Code', { repositoryName: 'code' }), 'main');
  const pipeline = new CodePipeline(tools, 'Pipeline', { synth: new ShellStep('Synth', { input, commands: ['npx cdk synth'] }) });
  const stage = new Stage(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
  const queue = new CfnQueue(new Stack(stage, 'Stack'), 'Queue');
  const change = () => {
    queue.queueName = 'named';
    Tags.of(stage).add('team', 'search');
  };
  if (when === 'before') change();
  pipeline.addStage(stage);
  if (when === 'after') change();
  const { Resources } = app.synth().getNestedAssembly('assembly-Prod').stacks[0].template;
  return JSON.stringify(Resources.Queue.Properties ?? {});
}
for (const when of ['before', 'after']) console.log(`changed ${when} addStage(): ${properties(when)}`);
JS
node app.js 2>/dev/null | tee seen
diff seen - <<'SEEN'
changed before addStage(): {"QueueName":"named","Tags":[{"Key":"team","Value":"search"}]}
changed after addStage(): {}
SEEN
