#!/usr/bin/env bash
# projen 0.103.25: a task with receiveArgs appends its arguments to the command without their quotes, so one argument with blanks
# arrives as several, and runs of blanks are lost. If the command contains "$@", nothing is appended, and they arrive as typed.
# Run by hand: needs npm, and takes about ten seconds.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund projen@0.103.25 constructs@10.5.1
echo 'console.log(JSON.stringify(process.argv.slice(2)));' >show.js
cat >.projenrc.js <<'JS'
const { Project } = require('projen');
const project = new Project({ name: 'tasks' });
project.addTask('appended', { exec: 'node show.js', receiveArgs: true });
project.addTask('named', { exec: 'node show.js "$@"', receiveArgs: true });
project.synth();
JS
node .projenrc.js >/dev/null 2>&1
for task in appended named; do echo "$task: $(npx projen "$task" --app 'npx tsx my  app.ts' 2>/dev/null)"; done | tee seen
diff seen - <<'SEEN'
appended: ["--app","npx","tsx","my","app.ts"]
named: ["--app","npx tsx my  app.ts"]
SEEN
