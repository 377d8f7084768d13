import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { awscdk, Component, javascript, JsonFile, TextFile } from 'projen';

/** The folders in `dir` that contain a file `marker`. So services, and kinds of resources, are found and not listed here. */
function foldersWith(dir: string, marker = ''): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${dir}/${entry.name}/${marker}`))
    .map((entry) => entry.name)
    .sort();
}

function camelCase(folder: string): string {
  return folder.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The packages that the library and the local cloud both develop with, in the same versions. */
const SHARED = {
  'aws-cdk-lib': '2.257.0',
  // The CLI's 3.0.0 was published by accident. It is `latest`, but cannot read these assemblies.
  'aws-cdk': '2.1148.1',
  // Bundled into the handlers.
  '@aws-sdk/client-opensearch': '3.1138.0',
  '@aws-sdk/client-sfn': '3.1138.0',
  '@aws-sdk/client-cloudformation': '3.1138.0',
  '@smithy/core': '3.41.0',
  'valibot': '1.5.0',
};

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-data-attachments',
  description: 'AWS CDK constructs that attach data sources to OpenSearch UI applications and associate Amazon AppIntegrations data integrations',
  author: 'The cdk-data-attachments authors',
  authorAddress: 'cdk-data-attachments@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-data-attachments/cdk-data-attachments.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-data-attachments authors',
  publishToPypi: { distName: 'cdk-data-attachments', module: 'cdk_data_attachments' },
  publishToMaven: {
    javaPackage: 'io.github.cdkdataattachments',
    mavenGroupId: 'io.github.cdk-data-attachments',
    mavenArtifactId: 'cdk-data-attachments',
  },
  publishToNuget: { dotNetNamespace: 'CdkDataAttachments', packageId: 'CdkDataAttachments' },
  publishToGo: { moduleName: 'github.com/cdk-data-attachments/cdk-data-attachments-go', packageName: 'cdkdataattachments' },
  keywords: ['aws', 'aws-cdk', 'awscdk', 'cdk', 'opensearch', 'opensearch-ui', 'data-source', 'appintegrations', 'custom-resource'],
  packageManager: javascript.NodePackageManager.NPM,
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  stability: 'experimental',

  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',
  projenVersion: '0.103.25',
  // The smallest supported version. 2.252 is the first with `Validations.addWarning`, and itself requires constructs 10.5.0. The
  // development version is the smallest that cdk-nag accepts. jsii warns of the difference (JSII6), and Go's go.mod names the
  // newer one.
  cdkVersion: '2.252.0',
  constructsVersion: '10.5.0',
  peerDependencyOptions: { pinnedDevDependency: false },
  minNodeVersion: '20.0.0',

  devDeps: [
    '@types/node@^20',
    ...Object.entries(SHARED).map(([name, version]) => `${name}@${version}`),
    'aws-cdk-lib-latest@npm:aws-cdk-lib@2.276.0',
    'esbuild@0.28.2',
    // The parts of the SDK's own clients. lambda/appintegrations/client.ts is made of them.
    '@aws-sdk/core@3.981.0',
    '@aws-sdk/credential-provider-env@3.972.84',
    '@smithy/node-http-handler@4.14.2',
    '@smithy/types@4.20.0',
    'tsx@^4',
    // For tests that search: histories, and mutants of the code.
    'fast-check@4.10.2',
    'jsii-reflect@1.142.0',
    '@stryker-mutator/core@9.5.1',
    '@stryker-mutator/jest-runner@9.5.1',
    // The checks of a platform team.
    'cdk-nag@3.0.2',
    'cdk-nag-2@npm:cdk-nag@2.38.2',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    // Loaded by the peers in the benchmark.
    '@aws-sdk/client-lambda@3.1138.0',
  ],

  compressAssembly: true,
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },

  sampleCode: false,
  depsUpgrade: false,
  release: false,
  github: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  gitignore: ['cdk.out/', '.sandbox/', '.stryker-tmp/', 'reports/', '/examples/*/.venv/', '/examples/*/target/', '/examples/*/bin/', '/examples/*/obj/', '/examples/*/go.sum', '*.tgz', '.DS_Store'],
  // The handlers bundle their dependencies, so these are development dependencies.
  eslintOptions: { dirs: ['src'], devdirs: ['lambda', 'sandbox', 'test', 'examples', 'bench'] },
  jestOptions: {
    // A test run never rewrites a snapshot. Only `npm run test:update` does, and its diff has to be read.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    passWithNoTests: false,
    jestConfig: {
      // No test depends on the speed of the machine. This ends one that waits for ever.
      testTimeout: 600_000,
      setupFiles: ['<rootDir>/test/setup.ts'],
      snapshotSerializers: ['<rootDir>/test/asset-hash-serializer.ts'],
    },
  },
});

project.addDevDeps('constructs@10.5.1');

// Jest finds its tests in two places, and transpiles them without checking types. `typecheck` does that once for all.
const jestConfig = project.jest?.config;
jestConfig.testMatch = ['<rootDir>/test/**/*.test.ts', '<rootDir>/sandbox/test/**/*.test.ts'];
jestConfig.collectCoverage = false;
// Tests spend most of their time in the processes of the local cloud's functions, so one worker for each core pays off.
jestConfig.maxWorkers = '100%';
jestConfig.transform = { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.check.json' }] };
jestConfig.moduleNameMapper = { '^cdk-data-attachments$': '<rootDir>/src' };

// The local cloud is an unpublished package of its own. npm installs its dependencies with the others. They are development
// dependencies, because no published code needs any of them.
project.package.addField('workspaces', ['sandbox']);
const localCloud = new JsonFile(project, 'sandbox/package.json', {
  marker: true,
  obj: {
    name: '@cdk-data-attachments/local-cloud',
    description: 'A local cloud that the real CDK CLI deploys to, for the tests and the demo of cdk-data-attachments',
    private: true,
    license: 'Apache-2.0',
    devDependencies: {
      ...SHARED,
      // The resource types of AWS, with their attributes.
      '@aws-cdk/aws-service-spec': '0.1.167',
      // Functions find this one as in Lambda. The CDK's references between regions load it.
      '@aws-sdk/client-ssm': '3.1138.0',
      // AGPL-3.0: never bundled or published.
      '@cloud-copilot/iam-simulate': '0.1.173',
      '@types/adm-zip': '^0.5',
      'fast-xml-parser': '^5',
      'adm-zip': '^0.6',
      'yaml': '^2',
    },
  },
});
/** projen itself runs an installation only after a change of the package.json in the root. */
class LocalCloudInstall extends Component {
  public postSynthesize(): void {
    if (localCloud.changed) execFileSync('npm', ['install'], { stdio: 'inherit' });
  }
}
new LocalCloudInstall(project);

// Not every registry has 1.13's bindings for other platforms, and then `npm ci` refuses the lock.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });
// Keeps registry hosts out of the lock file.
new TextFile(project, '.npmrc', { lines: ['omit-lockfile-registry-resolved=true', ''] });

[
  '/sandbox/', '/lambda/', '/examples/', '/bench/', '/docs/', '/.ci/', '/.sandbox/', '/projenrc/', '/cdk.out/', '/tsconfig.check.json',
  '/findings/', '/CONTRIBUTING.md', '/SECURITY.md', '/CODE_OF_CONDUCT.md', '/MAINTAINERS.md', '/AGENTS.md', '/.jsii.tabl.json', '/stryker.config.json',
  '/package.json.whole',
].forEach((path) => project.addPackageIgnore(path));

/** A TypeScript file that is generated from the existing folders, and committed. */
function generate(path: string, ...lines: string[]): void {
  const file = new TextFile(project, path, { marker: true });
  [`// ${file.marker}`, ...lines, ''].forEach((line) => file.addLine(line));
}

// Every export of an index.ts in a folder of `src` is public. A folder with subfolders is an AWS service, and each subfolder is
// one kind of its resources.
foldersWith('src', 'index.ts').forEach((service) => {
  const kinds = foldersWith(`src/${service}`, 'index.ts');
  if (kinds.length > 0) generate(`src/${service}/kinds.ts`, ...kinds.map((kind) => `export * from './${kind}';`));
});
generate('src/index.ts', ...foldersWith('src', 'index.ts').map((folder) => `export * from './${folder}';`));

// In `lambda`, the same folders contain the handlers: one for each service, which distinguishes its kinds.
// assets/<service>/index.js responds to CloudFormation in every case. Inside its try, it loads assets/<service>/main.js, which
// contains the lifecycles and the SDK.
const services = foldersWith('lambda').filter((service) => foldersWith(`lambda/${service}`, 'index.ts').length > 0);
for (const service of services) {
  const kinds = foldersWith(`lambda/${service}`, 'index.ts');
  generate(`lambda/${service}/index.ts`,
    "import { entry } from '../lifecycle/entry';", '', "export const handler = entry(async () => (await import('./main.js')).main);");
  generate(`lambda/${service}/main.ts`,
    ...kinds.map((kind) => `import { kind as ${camelCase(kind)} } from './${kind}';`),
    "import { dispatch } from '../lifecycle/dispatch';", '', `export const kinds = [${kinds.map(camelCase).join(', ')}];`, 'export const main = dispatch(kinds);');
}
const bundle = project.addTask('bundle', { description: 'Bundle the handlers into assets/' });
bundle.exec(`tsx --tsconfig tsconfig.check.json projenrc/bundle.ts ${services.join(' ')}`);
const sbom = project.addTask('sbom', { description: 'Write the bill of materials of the package, in the form of CycloneDX, to dist/sbom.cdx.json' });
sbom.exec(`tsx --tsconfig tsconfig.check.json projenrc/sbom.ts dist/sbom.cdx.json ${services.join(' ')}`);
project.addGitIgnore('/assets/');
project.addPackageIgnore('!/assets/');

// jsii compiles `src`. Neither esbuild nor ts-jest checks the types of the rest. One configuration checks all of it, and one in
// each folder is for editors and eslint.
const checked = {
  noEmit: true,
  isolatedModules: true,
  // An example imports the same names as its reader will. The second name is the one under which the consumers' run installs a
  // second copy.
  paths: { 'cdk-data-attachments': ['./src'], 'company-constructs': ['./src'] },
};
new JsonFile(project, 'tsconfig.check.json', {
  marker: true,
  obj: {
    extends: './tsconfig.json',
    compilerOptions: { ...checked, rootDir: '.' },
    include: ['src/**/*.ts', 'lambda/**/*.ts', 'sandbox/**/*.ts', 'test/**/*.ts', 'examples/**/*.ts', 'bench/**/*.ts', 'projenrc/**/*.ts', '.projenrc.ts'],
  },
});
for (const folder of ['lambda', 'sandbox', 'examples', 'bench']) {
  new JsonFile(project, `${folder}/tsconfig.json`, {
    marker: true,
    obj: { extends: '../tsconfig.check.json', compilerOptions: { rootDir: '..' }, include: ['**/*.ts'] },
  });
}
// The published package loads only the modules that are used, and has no copies of its sources.
project.compileTask.exec('tsx --tsconfig tsconfig.check.json projenrc/lazy.ts lib');
const typecheck = project.addTask('typecheck', {
  description: 'Check the types of all files that jsii does not compile',
  exec: 'tsc -p tsconfig.check.json',
});
project.preCompileTask.spawn(bundle);
project.preCompileTask.spawn(typecheck);

// `npm test` works in a fresh clone. The bundles come first because the constructs stage them. Lint is a step of the build. Tasks
// with arguments use `execArgs`, here and below, because `exec` would split a quoted argument at its blanks.
project.testTask.reset();
project.testTask.spawn(bundle);
project.testTask.execArgs(['jest', '--ci'], { receiveArgs: true });
project.tryFindObjectFile('.eslintrc.json')?.addOverride('settings.import/resolver.typescript.project', './tsconfig.check.json');
project.eslint?.addRules({
  'import/no-restricted-paths': ['error', {
    zones: [
      {
        target: './sandbox',
        from: '.',
        except: ['./sandbox', './node_modules'],
        message: 'The local cloud is a separate package, so it must not import the library.',
      },
      {
        target: ['./src', './lambda', './examples', './projenrc'],
        from: './sandbox',
        message: 'The local cloud is for tests and benchmarks, so published code must not import it.',
      },
      {
        target: './sandbox/platform',
        from: ['./sandbox/cloud', './sandbox/test'],
        message: 'The platform is for every app, so it must not import the services of this library.',
      },
      {
        target: './sandbox/cloud',
        from: './sandbox/test',
        message: 'The local cloud must not import its tests.',
      },
    ],
  }],
});
const lint = project.tasks.tryFind('eslint');
if (lint) project.postCompileTask.spawn(lint);
const rosetta = project.addTask('rosetta', {
  description: 'Compile and translate the snippets of the README and of the doc comments', exec: 'jsii-rosetta extract --strict',
});
project.postCompileTask.spawn(rosetta);
project.addGitIgnore('/.jsii.tabl.json');
project.addGitIgnore('/.jsii.gz');

// npm runs these around `npm pack`, and jsii-pacmak runs that for every language.
project.package.setScript('prepack', 'tsx --tsconfig tsconfig.check.json projenrc/published.ts strip');
project.package.setScript('postpack', 'tsx --tsconfig tsconfig.check.json projenrc/published.ts restore');
project.addGitIgnore('/package.json.whole');
// Only npm here. The packages for the other languages have their own command.
project.tasks.tryFind('package')?.reset('jsii-pacmak -v --target js');
// Otherwise, their requirement of the CDK would depend on the installed version, and on the day.
for (const language of ['java', 'go']) {
  project.tasks.tryFind(`package:${language}`)?.exec('tsx --tsconfig tsconfig.check.json projenrc/floors.ts dist');
}

const demo = project.addTask('demo', { description: 'Deploy the example apps to the local cloud with the real CDK CLI' });
demo.spawn(bundle);
demo.execArgs(['tsx', '--tsconfig', 'tsconfig.check.json', 'sandbox/cloud/demo.ts'], { receiveArgs: true });

const campaign = project.addTask('campaign', { description: 'Search for a history of faults that violates a rule' });
campaign.execArgs(['tsx', '--tsconfig', 'tsconfig.check.json', 'test/campaign/main.ts'], { receiveArgs: true });

const consumers = project.addTask('consumers', { description: 'Build the package for each language, and use it in an empty folder' });
consumers.spawn(bundle);
consumers.execArgs(['tsx', '--tsconfig', 'tsconfig.check.json', 'test/consumers/main.ts'], { receiveArgs: true });

const templates = project.addTask('templates', { description: 'Check the templates of the examples with cfn-lint and checkov' });
templates.spawn(bundle);
templates.execArgs(['tsx', '--tsconfig', 'tsconfig.check.json', 'test/templates/main.ts']);

const sandbox = project.addTask('sandbox', { description: 'Deploy an app to the local cloud: npm run sandbox -- --app "…"' });
sandbox.spawn(bundle);
// Without --tsconfig, because tsx would pass it on to the deployed app in its own folder.
sandbox.execArgs(['tsx', 'sandbox/cloud/main.ts'], { receiveArgs: true });

const bench = project.addTask('bench', { description: 'Measure this library side by side with its alternatives' });
bench.spawn(bundle);
bench.execArgs(['tsx', '--tsconfig', 'tsconfig.check.json', 'bench/main.ts'], { receiveArgs: true });

const mutate = project.addTask('mutate', { description: 'Break the code in thousands of places, and list the changes that no test notices' });
mutate.execArgs(['stryker', 'run'], { receiveArgs: true });

project.synth();
