#!/usr/bin/env bash
# @aws-sdk/client-opensearch 3.1138.0: three responses that end in a transport error, and what the SDK makes of them with its
# default settings. The operation is one that creates something and takes no client token.
# - Nothing arrived, the connection was closed: called three times. The error is named TimeoutError, although no time limit passed.
# - Status 200 arrived and the body was cut: called three times, although the service has accepted the first call. The error is
#   named Error and has the status 200.
# - Status 200 arrived with a body that is not JSON: called once. The error is a SyntaxError with the status 200.
# So "the status is 200" does not mean that there was no error, and "one send()" does not mean that the service was called once.
# Run by hand: needs npm, and takes about ten seconds.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-opensearch@3.1138.0 @smithy/node-http-handler@4.14.2 @smithy/core@3.41.1
cat >call.mjs <<'JS'
import { createServer } from 'node:http';
import { AddDataSourceCommand, OpenSearchClient } from '@aws-sdk/client-opensearch';

let calls = 0;
let respond;
const server = createServer((request, response) => {
  calls += 1;
  request.resume().on('end', () => respond(response));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

async function call(name, response) {
  calls = 0;
  respond = response;
  const client = new OpenSearchClient({
    endpoint: `http://127.0.0.1:${server.address().port}`, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const created = client.send(new AddDataSourceCommand({
    DomainName: 'logs', Name: 'lake', DataSourceType: { S3GlueDataCatalog: { RoleArn: 'arn:aws:iam::111111111111:role/lake' } },
  }));
  await created.then(() => console.log(`${name}: succeeded`), (error) => {
    console.log(`${name}: ${calls} call(s), error ${error.name}, status ${error.$metadata?.httpStatusCode}`);
  });
}
await call('closed without a response', (response) => response.destroy());
await call('200, body cut            ', (response) => {
  response.writeHead(200, { 'content-length': 100 });
  response.write('{"Mess', () => setTimeout(() => response.destroy(), 50));
});
await call('200, body not JSON       ', (response) => response.end('<html>busy</html>'));
server.closeAllConnections();
server.close();
JS
NODE_NO_WARNINGS=1 node call.mjs | tee seen
diff seen - <<'SEEN'
closed without a response: 3 call(s), error TimeoutError, status undefined
200, body cut            : 3 call(s), error Error, status 200
200, body not JSON       : 1 call(s), error SyntaxError, status 200
SEEN
