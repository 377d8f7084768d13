#!/usr/bin/env bash
# @aws-sdk/client-cloudformation 3.1138.0: waitUntilStackRollbackComplete does not take ROLLBACK_COMPLETE for an end, although
# that is where RollbackStack leads a stack whose creation failed. It knows UPDATE_ROLLBACK_COMPLETE alone, and asks again until
# its own time is over.
# Run by hand: needs npm, and takes about fifteen seconds.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-cloudformation@3.1138.0
cat >wait.mjs <<'JS'
import { createServer } from 'node:http';
import { CloudFormationClient, waitUntilStackRollbackComplete } from '@aws-sdk/client-cloudformation';

let status;
const server = createServer((request, response) => response.end(`<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
  <StackName>shop</StackName><StackStatus>${status}</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`));
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const client = new CloudFormationClient({
  endpoint: `http://127.0.0.1:${server.address().port}`, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});
for (status of ['UPDATE_ROLLBACK_COMPLETE', 'ROLLBACK_COMPLETE']) {
  const ended = waitUntilStackRollbackComplete({ client, maxWaitTime: 3, minDelay: 1, maxDelay: 1 }, { StackName: 'shop' });
  console.log(`${status}: ${await ended.then(({ state }) => state, (error) => error.name)}`);
}
server.closeAllConnections();
server.close();
JS
NODE_NO_WARNINGS=1 node wait.mjs | tee seen
diff seen - <<'SEEN'
UPDATE_ROLLBACK_COMPLETE: SUCCESS
ROLLBACK_COMPLETE: TimeoutError
SEEN
