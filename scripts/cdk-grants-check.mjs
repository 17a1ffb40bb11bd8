// node scripts/cdk-grants-check.mjs [folder with node_modules/aws-cdk-lib]: writes a small program for each class and method of data/cdk-grants.json,
// with and without a second argument, deploys it to a template with aws-cdk-lib, and compares what its policy allows with what lintel reads in the program.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { evaluate, generalized, grantedTo, newApp, sourcesOf } from './lib/cdk-grants.mjs';
import { importTypeScript, read } from './lib/project.mjs';

const given = process.argv[2];
const folder = given ? resolve(given) : mkdtempSync(join(tmpdir(), 'cdk-grants-'));
try {
  if (!given)
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, 'aws-cdk-lib', 'constructs'], { stdio: 'inherit' });
  await check(createRequire(join(folder, 'index.js')));
} finally {
  if (!given) rmSync(folder, { recursive: true });
}

async function check(require) {
  const library = require('aws-cdk-lib');
  const flagSets = [{}, require('aws-cdk-lib/recommended-feature-flags.json')];
  const { ChoiceSpace, Holdings, App, load, Policy, SourceFile, Tests } = await importTypeScript(`
    export { ChoiceSpace } from './src/core/choices.ts';
    export { SourceFile } from './src/core/source-file.ts';
    export { load } from './src/parsers/cdk/code.ts';
    export { App } from './src/parsers/cdk/constructs.ts';
    export { Tests } from './src/parsers/cdk/holders.ts';
    export { Holdings } from './src/parsers/cdk/holdings.ts';
    export { Policy } from './src/parsers/iam/model.ts';
  `);
  const { classes } = JSON.parse(read('data/cdk-grants.json'));
  let same = 0;
  let fewer = 0;
  const wrong = [];
  for (const [name, methods] of Object.entries(classes)) {
    for (const [method, statements] of Object.entries(methods)) {
      const text = JSON.stringify(statements);
      const calls = text.includes('{…}') ? ["'x:Mark'", "'x:Mark', 'x:Other'"] : text.includes('{1=') ? ['', "'x:Mark'"] : [''];
      for (const [source, more] of calls.flatMap((more) => sourcesOf(name).map((source) => [source, more]))) {
        const program = [
          `const granting = ${source};`,
          "const grantee = new aws_iam.Role(this, 'Grantee', { assumedBy: new aws_iam.ServicePrincipal('lambda.amazonaws.com') });",
          `granting.${method}(grantee${more && `, ${more}`});`,
        ].join('\n');
        const mine = await readBy(program);
        for (const flags of flagSets) {
          const theirs = deployed(library, program, flags);
          // A method may need props that a set of them lacks.
          if (!theirs) continue;
          const what = `${name}.${method}(grantee${more && `, ${more}`})`;
          const extra = [...mine].filter((pair) => !theirs.has(pair));
          const missing = [...theirs].filter((pair) => !mine.has(pair));
          if (extra.length > 0 || mine.size === 0) wrong.push(`${what}: ${extra.join(', ') || 'nothing read'}; the library says ${[...theirs].join(', ')}`);
          else if (missing.length > 0) {
            fewer++;
            console.log(`${what}: not read: ${missing.join(', ')}`);
          } else same++;
        }
      }
    }
  }
  console.log(`${same} programs read as they are deployed, ${fewer} in part, ${wrong.length} otherwise`);
  for (const line of wrong) console.log(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;

  /** The pairs of actions and resources that lintel reads in a program. */
  async function readBy(program) {
    const head = `import { Stack, ${Object.keys(library)
      .filter((one) => program.includes(one) && one.startsWith('aws_'))
      .join(', ')} } from 'aws-cdk-lib';`;
    const code = await load(new SourceFile('app.ts', `${head}\nclass S extends Stack { constructor(scope, id) { super(scope, id);\n${program}\n} }`));
    const app = new App(code);
    const grantee = app.constructs.find(({ logicalId }) => logicalId === 'Grantee');
    const granting = app.constructs.find(({ logicalId }) => logicalId === 'Granting');
    const arn = granting?.reference('Arn', granting.node, { path: '' }).display;
    const source = new Holdings(app, new Tests(new ChoiceSpace()), undefined).defaultPolicy(grantee);
    const pairs = new Set();
    for (const { actions, resources } of source ? new Policy(source).statements : []) {
      for (const resource of resources) {
        const { attribute } = resource.reference ?? {};
        const isWhole = attribute === 'Arn' || (resource.reference && resource.display === arn) || resource.display === '${granting}';
        const text = isWhole
          ? '@'
          : (arn !== undefined && resource.display.startsWith(arn) ? `@${resource.display.slice(arn.length)}` : resource.display).replace(
              /^\$\{granting\}(?=.)/,
              '@',
            );
        for (const action of actions) pairs.add(`${action.string} ${plain(text.replaceAll('${', '{'))}`);
      }
    }
    return pairs;
  }
}

/** The pairs in the template that aws-cdk-lib makes; undefined when the program throws. */
function deployed(library, program, flags) {
  const app = newApp(library, flags);
  const stack = new library.Stack(app, 'Stack');
  let made;
  try {
    made = evaluate(library, stack, `${program}\nreturn { granting, grantee };`);
  } catch {
    return undefined;
  }
  const { granting, grantee } = made;
  const child = granting.node.defaultChild;
  const statements = grantedTo(app, stack, grantee).map((statement) => generalized(statement, stack.getLogicalId(child), child.cfnResourceType));
  return new Set(statements.flatMap(({ actions, resources }) => resources.flatMap((resource) => actions.map((action) => `${action} ${plain(resource)}`))));
}

/** Names and parts of the construct alike. */
function plain(resource) {
  return resource.replace(/\{(?!AWS::)[^}]*\}/g, '{?}');
}
