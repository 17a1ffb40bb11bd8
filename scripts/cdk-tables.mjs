// Rebuilds data/cdk-constructs.json, data/cdk-enums.json and data/cdk-grants.json from the current aws-cdk-lib, which is installed into a temporary folder:
// it is large, and nothing else of the project needs it. Also checks that the properties which data/cdk-l2.json names exist.
// Usage: node scripts/cdk-tables.mjs [folder with node_modules/aws-cdk-lib]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { grants } from './lib/cdk-grants.mjs';
import { read, write } from './lib/project.mjs';

/** Classes with named members whose text ends up in a template, and that rules read. */
const ENUMS = {
  'aws-autoscaling': ['AdjustmentType', 'CapacityDistributionStrategy', 'OnDemandAllocationStrategy', 'SpotAllocationStrategy'],
  'aws-lambda': ['Architecture', 'FunctionUrlAuthType', 'RecursiveLoop', 'Runtime', 'Tracing', 'UntrustedArtifactOnDeployment'],
  'aws-iam': ['Effect'],
  'aws-ecr': ['TagMutability'],
  'aws-ec2': ['InstanceSize', 'SubnetType'],
};

/** Classes that a class of an app extends; what `this` has by them. */
const BASES = { constructs: ['Construct'], core: ['App', 'NestedStack', 'Resource', 'Stack', 'Stage'] };

/** L1 classes whose L2 class has another name. */
const OTHER_NAMES = { 'aws-ec2': { CfnVPC: 'Vpc' } };

const given = process.argv[2];
const folder = given ? resolve(given) : mkdtempSync(join(tmpdir(), 'cdk-tables-'));
try {
  if (!given)
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, 'aws-cdk-lib', 'constructs'], { stdio: 'inherit' });
  rebuild(createRequire(join(folder, 'index.js')));
} finally {
  if (!given) rmSync(folder, { recursive: true });
}

function rebuild(require) {
  const library = require('aws-cdk-lib');
  const { version } = require('aws-cdk-lib/package.json');
  const modules = Object.keys(library)
    .filter((name) => /^(aws|alexa)_/.test(name))
    .map((name) => [name.replaceAll('_', '-'), library[name]])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const head = { asOf: new Date().toISOString().slice(0, 10), source: `aws-cdk-lib ${version}` };
  const constructs = { ...head, services: services(modules), l2: l2Classes(modules), bases: bases(require, library) };
  const enums = { ...head, enums: { ...enumTexts(library), 'aws-ec2.InstanceClass': instanceClasses(library.aws_ec2) } };
  const about =
    'By class and method, what aws-cdk-lib puts into the policy of whom the method names first, without keys that encrypt and whatever the feature flags. In resources, @ is the ARN of the construct, {name} its name, {1=*} the second argument and what stands there without one; {…} in actions stands for those that the call names.';
  for (const [path, table] of [
    ['data/cdk-constructs.json', constructs],
    ['data/cdk-enums.json', enums],
    ['data/cdk-grants.json', { ...head, about, ...grants(require) }],
  ])
    console.log(`${write(path, `${text(table)}\n`) ? 'wrote' : 'kept '} ${path}`);
  checkL2(require);
}

/** Resource types by module: the namespace, and the classes whose type is not the namespace and the class's own name. */
function services(modules) {
  const result = {};
  for (const [module, exports] of modules) {
    const types = l1Classes(exports);
    const namespaces = types.map(([, type]) => type.slice(0, type.lastIndexOf('::')));
    const [namespace] = [...new Set(namespaces)].sort((a, b) => count(namespaces, b) - count(namespaces, a));
    const first = namespaces.includes(`AWS::${module}`) ? `AWS::${module}` : namespace;
    if (!first) continue;
    const others = types.filter(([name, type]) => type !== `${first}::${name.slice(3)}`);
    result[module] = others.length === 0 ? first : { namespace: first, types: Object.fromEntries(others) };
  }
  return result;
}

function count(list, item) {
  return list.filter((other) => other === item).length;
}

function l1Classes(exports) {
  return Object.keys(exports)
    .filter((name) => /^Cfn[A-Z]/.test(name) && typeof exports[name] === 'function' && exports[name].CFN_RESOURCE_TYPE_NAME)
    .map((name) => [name, exports[name].CFN_RESOURCE_TYPE_NAME]);
}

/** By module, the L1 classes that have an L2 class, as names without `Cfn`; with the other name where it differs. */
function l2Classes(modules) {
  const result = {};
  for (const [module, exports] of modules) {
    const names = l1Classes(exports).flatMap(([name]) => {
      const other = OTHER_NAMES[module]?.[name] ?? name.slice(3);
      return typeof exports[other] === 'function' ? [other === name.slice(3) ? other : `${name.slice(3)}=${other}`] : [];
    });
    if (names.length > 0) result[module] = names.join(' ');
  }
  return result;
}

/** Instance members of the classes that apps extend, with those of their own bases. */
function bases(require, library) {
  const result = {};
  for (const [module, names] of Object.entries(BASES)) {
    for (const name of names) {
      const members = new Set();
      const own = (module === 'core' ? library : require(module))[name];
      for (let prototype = own.prototype; prototype && prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
        for (const member of Object.getOwnPropertyNames(prototype)) if (/^[a-z]\w*$/.test(member) && member !== 'constructor') members.add(member);
      }
      const file = { Construct: 'constructs/lib/construct.d.ts', Resource: 'aws-cdk-lib/core/lib/resource.d.ts' }[name];
      const path = file ?? `aws-cdk-lib/core/lib/${name === 'NestedStack' ? 'nested-stack' : name.toLowerCase()}.d.ts`;
      const declared = [
        path,
        ...(name === 'NestedStack' ? ['aws-cdk-lib/core/lib/stack.d.ts'] : []),
        ...(name === 'App' ? ['aws-cdk-lib/core/lib/stage.d.ts'] : []),
        'constructs/lib/construct.d.ts',
      ];
      for (const from of declared) {
        const declaration = readFileSync(join(require.resolve('constructs/package.json'), '../..', from), 'utf8');
        for (const [, member] of declaration.matchAll(/^ {4}(?:(?:protected|readonly|abstract|get) )*([a-z]\w*)(?=[?(:<])/gm))
          if (member !== 'constructor') members.add(member);
      }
      result[`${module}.${name}`] = [...members].sort().join(' ');
    }
  }
  return result;
}

function enumTexts(library) {
  const result = {};
  for (const [module, names] of Object.entries(ENUMS)) {
    for (const name of names) {
      const members = library[module.replaceAll('-', '_')][name];
      const textOf = (member) => (typeof member === 'string' ? member : (member?.name ?? undefined));
      const entries = Object.keys(members).map((key) => [key, textOf(members[key])]);
      result[`${module}.${name}`] = Object.fromEntries(entries.filter(([key, value]) => /^[A-Z]/.test(key) && typeof value === 'string'));
    }
  }
  return result;
}

/** Families as instance types spell them: the members of the class have long names too. */
function instanceClasses({ InstanceClass, InstanceSize, InstanceType }) {
  const entries = Object.keys(InstanceClass).map((key) => [key, InstanceType.of(InstanceClass[key], InstanceSize.LARGE).toString().split('.')[0]]);
  // A short name is the family in upper case.
  return Object.fromEntries(entries.filter(([key, family]) => family !== key.toLowerCase()));
}

function checkL2(require) {
  const { classes } = JSON.parse(read('data/cdk-l2.json'));
  for (const [name, { properties }] of Object.entries(classes)) {
    const [module] = name.split('.');
    let declarations;
    try {
      declarations = require.resolve(`aws-cdk-lib/${module}`).replace(/index\.js$/, 'lib');
    } catch {
      console.log(`${name} is not in aws-cdk-lib`);
      continue;
    }
    // Props of one module may extend those of another.
    const folders = [declarations, require.resolve('aws-cdk-lib/aws-lambda').replace(/index\.js$/, 'lib')];
    const all = execFileSync('grep', ['-rhoE', '^ {4}readonly \\w+', ...folders, '--include=*.d.ts'], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const known = new Set(all.split('\n').map((line) => line.trim().slice('readonly '.length)));
    for (const property of Object.values(properties)) if (!known.has(property.replace('?', ''))) console.log(`${name} has no property ${property}`);
  }
}

/** JSON with one entry of the tables to a line. */
function text(table) {
  const lines = Object.entries(table).map(([key, value]) => {
    if (typeof value !== 'object') return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    const inner = Object.entries(value).map(([name, entry]) => `    ${JSON.stringify(name)}: ${JSON.stringify(entry)}`);
    return `  ${JSON.stringify(key)}: {\n${inner.join(',\n')}\n  }`;
  });
  return `{\n${lines.join(',\n')}\n}`;
}
