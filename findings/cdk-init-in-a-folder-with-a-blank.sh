#!/usr/bin/env bash
# aws-cdk 2.1148.1: cdk init takes the name of the app from its folder, and writes it without quotes into the command of cdk.json. In
# a folder with a blank in its name, the new app has a file "bin/my app.ts" and a command that runs "bin/my". So the first cdk
# synth of a new app fails, with an error of Node.js that names a file which nobody wrote.
# Run by hand: needs npm, and takes about half a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/my app" && cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund aws-cdk@2.1148.1
cd 'my app'
CDK_DISABLE_CLI_TELEMETRY=true CDK_DISABLE_VERSION_CHECK=1 ../node_modules/.bin/cdk init app --language typescript --generate-only >/dev/null 2>&1
{ echo "file: $(ls bin)"; echo "command: $(node -p "require('./cdk.json').app")"; } | tee ../seen
diff ../seen - <<'SEEN'
file: my app.ts
command: npx tsc && npx tsx bin/my app.ts
SEEN
