import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Language } from './language';
import { run } from './run';
import { addJavaSnippets, translateSnippets } from './snippets';

/** Passed to each command, so all use the same one. */
const REPOSITORY = join(homedir(), '.m2', 'repository');

export const JAVA: Language = {
  name: 'Java',
  target: 'java',
  pacmakOptions: [`--maven-local-repository=${REPOSITORY}`],
  buildEnvironment: {},
  toolchain: [['javac', '-version'], ['mvn', '--version']],
  counterpart: 'data-export',
  install: async (directory, sharedApp, { packageDirectory, distDirectory, version, cdkVersion, constructsVersion }) => {
    cpSync(join(sharedApp, 'src'), join(directory, 'src'), { recursive: true });
    addJavaSnippets(directory, await translateSnippets(packageDirectory));
    writeFileSync(join(directory, 'settings.xml'), settings(pathToFileURL(join(distDirectory, 'java')).href));
    const maven = [
      'mvn', '--quiet', '--batch-mode', '--settings=settings.xml', `-Dmaven.repo.local=${REPOSITORY}`,
      `-Dcdk.version=${cdkVersion}`, `-Dconstructs.version=${constructsVersion}`, `-Dcdk-data-attachments.version=${version}`,
    ] as const;
    // Maven never checks again for a version that it has, but this version is built again and again.
    rmSync(join(REPOSITORY, 'io', 'github', 'cdk-data-attachments'), { recursive: true, force: true });
    await run([...maven, 'compile'], { cwd: directory });
    const options = { cwd: directory };
    return {
      shared: { command: [...maven, 'exec:java', '-Dexec.mainClass=consumer.App'], options },
      example: { command: [...maven, 'exec:java'], options },
    };
  },
};

/** Maven's settings, with the repository of the built package. */
function settings(url: string): string {
  return `<settings>
  <profiles>
    <profile>
      <id>built</id>
      <repositories><repository><id>built</id><url>${url}</url></repository></repositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>built</activeProfile></activeProfiles>
</settings>
`;
}
