#!/usr/bin/env bash
# aws-cdk-lib 2.276.0: Domain.fromDomainEndpoint() takes the name of the domain from the endpoint, with the prefix that AWS puts
# before it: the domain "logs" has the endpoint search-logs-….es.amazonaws.com, or vpc-logs-… in a VPC, and the construct has the
# name and the ARN of "search-logs" or "vpc-logs". The ARN also has the region of the stack, not that of the endpoint. So grants and
# everything else that needs the ARN silently mean another domain. fromDomainAttributes() with the right ARN has the right name.
# Run by hand: needs npm, and takes about half a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.5.1
cat >app.js <<'JS'
const { App, Stack } = require('aws-cdk-lib/core');
const { Domain } = require('aws-cdk-lib/aws-opensearchservice');
const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { account: '111111111111', region: 'us-east-1' } });
for (const prefix of ['search', 'vpc']) {
  const host = `${prefix}-logs-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com`;
  const { domainName, domainArn } = Domain.fromDomainEndpoint(stack, prefix, `https://${host}`);
  console.log(`${host}: ${domainName}, ${stack.resolve(domainArn)['Fn::Join'][1].pop()}`);
}
JS
node app.js 2>/dev/null | tee seen
diff seen - <<'SEEN'
search-logs-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com: search-logs, :es:us-east-1:111111111111:domain/search-logs
vpc-logs-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com: vpc-logs, :es:us-east-1:111111111111:domain/vpc-logs
SEEN
