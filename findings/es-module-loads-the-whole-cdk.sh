#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 loads a service only when it is used, but not for an ES module: Node.js reads every export of a CommonJS
# module that is imported, also if the import names one. So `import { App } from 'aws-cdk-lib'` loads fifty times as many files as
# `const { App } = require('aws-cdk-lib')`, and from aws-cdk-lib/core sixteen times as many.
# Run by hand: needs npm and Node.js 20 or newer, and takes about half a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.5.1
count='console.log(Object.keys(require.cache).filter((file) => /node_modules/.test(file)).length)'
for name in aws-cdk-lib aws-cdk-lib/core; do
  echo "const { App } = require('$name'); $count" >required.cjs
  echo "import { createRequire } from 'node:module'; import { App } from '$name'; const require = createRequire(import.meta.url); $count" >imported.mjs
  required=$(node required.cjs) imported=$(node imported.mjs)
  echo "$name: required $required files, imported $imported files"
  [[ $imported -gt $((3 * required)) ]]
done
# Seen with Node.js 20.20:
# aws-cdk-lib: required 132 files, imported 502 files
# aws-cdk-lib/core: required 10 files, imported 150 files
