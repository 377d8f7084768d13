#!/usr/bin/env bash
# @aws-sdk/client-opensearch 3.1138.0 with @smithy/node-http-handler 4.14.2: requestTimeout limits nothing. A call that takes
# longer writes one warning to the console, goes on, and succeeds. Only throwOnRequestTimeout: true makes it fail, with an error
# named TimeoutError. So a Lambda function that has "a time limit for each call" may still wait until Lambda ends it.
# Run by hand: needs npm, and takes about ten seconds.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-opensearch@3.1138.0 @smithy/node-http-handler@4.14.2
cat >call.mjs <<'JS'
import { createServer } from 'node:http';
import { ListApplicationsCommand, OpenSearchClient } from '@aws-sdk/client-opensearch';
import { NodeHttpHandler } from '@smithy/node-http-handler';

// A server that responds after two seconds.
const server = createServer((request, response) => setTimeout(() => response.end('{"ApplicationSummaries":[]}'), 2000));
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const warnings = [];
console.warn = (text) => warnings.push(text);

async function call(options) {
  const client = new OpenSearchClient({
    endpoint: `http://127.0.0.1:${server.address().port}`, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1, requestHandler: new NodeHttpHandler({ requestTimeout: 500, ...options }),
  });
  const outcome = await client.send(new ListApplicationsCommand({})).then(() => 'succeeded', (error) => `failed: ${error.name}`);
  console.log(`requestTimeout 500 ms, ${JSON.stringify(options)}: ${outcome}, ${warnings.splice(0).length} warning(s)`);
}
await call({});
await call({ throwOnRequestTimeout: true });
server.closeAllConnections();
server.close();
JS
NODE_NO_WARNINGS=1 node call.mjs | tee seen
diff seen - <<'SEEN'
requestTimeout 500 ms, {}: succeeded, 1 warning(s)
requestTimeout 500 ms, {"throwOnRequestTimeout":true}: failed: TimeoutError, 0 warning(s)
SEEN
