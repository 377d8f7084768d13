#!/usr/bin/env bash
# jsii-pacmak 1.140.0 writes one peer range in two ways. A wheel requires the smallest version of the range ("^10.5.0" becomes
# ">=10.5.0").
# A go.mod requires the version that is installed in node_modules at the build (10.5.1). So a Go program cannot use the versions
# between the two, although package.json says that they work, and nothing warns of it.
# Run by hand: needs npm, and takes about a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir lib
cat >package.json <<'JSON'
{
  "name": "peer-range", "version": "1.0.0", "license": "Apache-2.0", "main": "lib/index.js", "types": "lib/index.d.ts",
  "author": { "name": "nobody", "email": "nobody@example.com" }, "repository": { "type": "git", "url": "https://example.com/peer-range.git" },
  "stability": "experimental", "peerDependencies": { "constructs": "^10.5.0" },
  "jsii": { "outdir": "dist", "targets": {
    "python": { "distName": "peer-range", "module": "peer_range" },
    "go": { "moduleName": "example.com/peer-range-go", "packageName": "peerrange" } } }
}
JSON
echo "import { Construct } from 'constructs'; export class Thing extends Construct {}" >lib/index.ts
npm install --silent --no-audit --no-fund --save-exact --save-dev constructs@10.5.1 jsii@5.9.48 jsii-pacmak@1.140.0 jsii-rosetta@5.9.48 >/dev/null 2>&1
node -e "
const fs = require('fs'); const p = JSON.parse(fs.readFileSync('package.json')); p.peerDependencies = { constructs: '^10.5.0' }; fs.writeFileSync('package.json', JSON.stringify(p));"
npx jsii --silence-warnings=reserved-word >/dev/null 2>&1 || true
npx jsii-pacmak --code-only --target python --target go >/dev/null 2>&1
python=$(grep -o '"constructs>=[^"]*"' dist/python/setup.py)
go=$(grep -o 'constructs/v10 v[0-9.]*' dist/go/peerrange/go.mod)
echo "package.json: constructs ^10.5.0; installed: $(node -p "require('constructs/package.json').version")"
echo "wheel:  $python"
echo "go.mod: $go"
[[ $python == '"constructs>=10.5.0, <11.0.0"' && $go == 'constructs/v10 v10.5.1' ]]
# Seen: wheel "constructs>=10.5.0, <11.0.0", go.mod constructs/v10 v10.5.1.
