#!/usr/bin/env bash
# cdk-nag 3.0.2 allows aws-cdk-lib ^2.257.0. With three versions of that range, the same app with one bucket has three outcomes:
# - 2.257.0: no rule runs, because the validation context has no construct tree. The report has an error and no finding.
# - 2.258.0: the rules run. app.synth() returns, and sets the exit code of the process.
# - 2.276.0: the rules run, and app.synth() throws an error named ValidationFailed.
# Run by hand: needs npm, and takes about a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/app.js" <<'JS'
const { App, Stack, Validations } = require('aws-cdk-lib/core');
const { CfnBucket } = require('aws-cdk-lib/aws-s3');
const { AwsSolutionsChecks } = require('cdk-nag');
const app = new App({ analyticsReporting: false });
Validations.of(app).addPlugins(new AwsSolutionsChecks({}));
new CfnBucket(new Stack(app, 'Stack'), 'Bucket');
let outcome = 'returned';
try { app.synth(); } catch (error) { outcome = `threw ${error.name}`; }
console.log(`synth() ${outcome}, exit code ${process.exitCode ?? 0}`);
JS
for version in 2.257.0 2.258.0 2.276.0; do
  mkdir "$work/$version" && cd "$work/$version" && cp ../app.js .
  npm init -y >/dev/null
  npm install --silent --no-audit --no-fund "aws-cdk-lib@$version" constructs@10.5.1 cdk-nag@3.0.2
  node app.js >out 2>&1 || true
  rule=$(grep -q 'does not require requests to use SSL' out && echo yes || echo no)
  echo "aws-cdk-lib $version: a rule has a finding: $rule; $(grep -o 'synth() .*' out)"
done | tee "$work/seen"
diff "$work/seen" - <<'SEEN'
aws-cdk-lib 2.257.0: a rule has a finding: no; synth() returned, exit code 1
aws-cdk-lib 2.258.0: a rule has a finding: yes; synth() returned, exit code 1
aws-cdk-lib 2.276.0: a rule has a finding: yes; synth() threw ValidationFailed, exit code 0
SEEN
