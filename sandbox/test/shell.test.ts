import { execFileSync } from 'node:child_process';
import { quoted } from '../cloud/shell';

test.each([
  ['/home/someone/.sandbox/run-1'], ['/it\'s a folder/"with" $HOME `and` \\ more'], ['http://127.0.0.1:1234'], ['a\nb'], [''],
])('a shell reads %j as it is', (value) => {
  const output = execFileSync('/bin/sh', ['-c', `export VALUE=${quoted(value)}; printf %s "$VALUE"`], { encoding: 'utf8' });
  expect(output).toBe(value);
});
