// Writes data/config-items.json: how AWS Config names the properties of resources, and which properties it does not record.
// Usage: node scripts/config-items.mjs <checkout of awslabs/aws-config-resource-schema>
//
// Types whose items have CloudFormation's names need no more than the list of what is not recorded. Of the older types, whose items have the
// names of the service's API, those below are translated: the names that differ in case alone are found here, the others are written out.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { write } from './lib/project.mjs';

const [checkout] = process.argv.slice(2);
if (!checkout) {
  console.error('usage: node scripts/config-items.mjs <checkout of awslabs/aws-config-resource-schema>');
  process.exit(2);
}

const attachedPolicies = { as: 'ManagedPolicyArns', pick: 'policyArn' };
const boundary = { as: 'PermissionsBoundary', pick: 'permissionsBoundaryArn' };
const inlinePolicies = { as: 'Policies', of: { policyName: 'PolicyName', policyDocument: 'PolicyDocument' } };

/**
 * Items with the names of an API. `as`: the property of CloudFormation; `of`: the names inside; `pick`: the one key that is wanted of each map;
 * `first`: the one element of a list that CloudFormation has no list for; `split`: a list in one text; `where`: the element that has a value.
 * `supplementary`: the same for the item's supplementary configuration, where what is not there is not known.
 * `never`: properties that a deployed resource does not have, as opposed to those that are not recorded.
 */
const translated = {
  'AWS::Lambda::Function': {
    properties: { layers: { as: 'Layers', pick: 'arn' } },
    supplementary: { CodeSigningConfig: { as: 'CodeSigningConfigArn', pick: 'codeSigningConfigArn' } },
    // Where the code came from: what is deployed is a package or an image, which PackageType tells.
    never: ['Code'],
  },
  'AWS::IAM::Role': {
    properties: {
      rolePolicyList: inlinePolicies,
      assumeRolePolicyDocument: 'AssumeRolePolicyDocument',
      attachedManagedPolicies: attachedPolicies,
      permissionsBoundary: boundary,
    },
  },
  'AWS::IAM::User': {
    properties: { userPolicyList: inlinePolicies, groupList: 'Groups', attachedManagedPolicies: attachedPolicies, permissionsBoundary: boundary },
  },
  'AWS::IAM::Group': { properties: { groupPolicyList: inlinePolicies, attachedManagedPolicies: attachedPolicies } },
  'AWS::IAM::Policy': {
    as: 'AWS::IAM::ManagedPolicy',
    properties: { policyName: 'ManagedPolicyName', policyVersionList: { as: 'PolicyDocument', where: { isDefaultVersion: 'true' }, pick: 'document' } },
  },
  'AWS::KMS::Key': { properties: {}, supplementary: { Policy: 'KeyPolicy' } },
  'AWS::S3::Bucket': {
    as: 'AWS::S3::BucketPolicy',
    properties: { name: 'Bucket' },
    supplementary: { BucketPolicy: { as: 'PolicyDocument', pick: 'policyText' } },
  },
  'AWS::AutoScaling::AutoScalingGroup': {
    properties: { vpczoneIdentifier: { as: 'VPCZoneIdentifier', split: ',' }, defaultCooldown: 'Cooldown' },
    // Of an instance, Auto Scaling makes a launch configuration, which is recorded.
    never: ['InstanceId'],
  },
  'AWS::AutoScaling::LaunchConfiguration': { properties: {} },
  'AWS::EC2::Host': { properties: { hostProperties: { as: 'InstanceType', pick: 'instanceType' } } },
  'AWS::Redshift::Cluster': { properties: { vpcSecurityGroups: { as: 'VpcSecurityGroupIds', pick: 'vpcSecurityGroupId' } } },
  'AWS::CodeBuild::Project': {
    properties: {
      source: { as: 'Source', first: true },
      artifacts: { as: 'Artifacts', first: true },
      vpcConfig: { as: 'VpcConfig', of: { vpcId: 'VpcId', securityGroupIds: 'SecurityGroupIds', subnets: { as: 'Subnets', pick: 'subnet' } } },
    },
  },
};

const database = createRequire(import.meta.url)('@aws-cdk/aws-service-spec').loadAwsServiceSpecSync();
const git = (...args) => execFileSync('git', ['-C', checkout, ...args], { encoding: 'utf8' }).trim();
const folder = join(checkout, 'config/properties/resource-types');
const types = {};
for (const file of readdirSync(folder).sort()) {
  const type = file.replace(/\.properties\.json$/, '');
  const own = translated[type];
  const resource = database.lookup('resource', 'cloudFormationType', 'equals', own?.as ?? type)[0];
  const recorded = treeOf(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const names = Object.keys(recorded);
  if (!resource || names.length === 0) continue;
  if (!own) {
    if (names.filter((name) => /^[A-Z]/.test(name)).length <= names.length / 2) continue;
    types[type] = { unrecorded: unrecorded(resource.properties, recorded) };
    continue;
  }
  const properties = { ...matching(resource.properties, recorded), ...written(own.properties, resource.properties, recorded) };
  const missing = unrecorded(resource.properties, renamed(recorded, properties));
  // Tags stand beside the configuration.
  for (const name of ['Tags', ...(own.never ?? [])]) delete missing[name];
  types[type] = {
    ...(own.as && { as: own.as }),
    properties,
    ...(own.supplementary && { supplementary: own.supplementary }),
    unrecorded: missing,
  };
}
const table = {
  asOf: git('log', '-1', '--format=%cs'),
  source: `https://github.com/awslabs/aws-config-resource-schema (Apache-2.0) at ${git('rev-parse', 'HEAD')}, compared with the CloudFormation resource specification`,
  types,
};
write('data/config-items.json', `${JSON.stringify(table)}\n`);
console.log(`data/config-items.json: ${Object.keys(types).length} types`);

/** The names of `configuration`, which the schema has flattened, as a tree. */
function treeOf(schema) {
  const root = {};
  for (const key of Object.keys(schema)) {
    const [section, ...names] = key.split('.');
    if (section !== 'configuration' || names.some((name) => name === '__proto__')) continue;
    let at = root;
    for (const name of names) at = at[name] ??= {};
  }
  return root;
}

/** The properties inside of a property; undefined for scalars, free JSON and maps whose keys are the user's. */
function inner({ type, previousTypes = [] }) {
  const own = type.type === 'array' ? type.element : type;
  if (own.type === 'ref') return database.get('typeDefinition', own.reference.$ref).properties;
  return previousTypes.length > 0 && own.type === 'union' ? inner({ type: previousTypes[0] }) : undefined;
}

/** What CloudFormation has and the schema has not, as a tree; `true` for a whole property. */
function unrecorded(properties, recorded, depth = 0) {
  const result = {};
  for (const name of Object.keys(properties).sort()) {
    if (!(name in recorded)) result[name] = true;
    else {
      const below = inner(properties[name]);
      // The schema says nothing of what is inside of a free or recursive property.
      if (!below || depth > 6 || Object.keys(recorded[name]).length === 0) continue;
      const nested = unrecorded(below, recorded[name], depth + 1);
      if (Object.keys(nested).length > 0) result[name] = nested;
    }
  }
  return result;
}

/** Names that differ in case alone. */
function matching(properties, recorded, depth = 0) {
  const byName = new Map(Object.keys(properties).map((name) => [name.toLowerCase(), name]));
  const result = {};
  for (const name of Object.keys(recorded).sort()) {
    const as = byName.get(name.toLowerCase());
    if (as === undefined) continue;
    const below = depth < 6 ? inner(properties[as]) : undefined;
    const nested = below && Object.keys(recorded[name]).length > 0 ? matching(below, recorded[name], depth + 1) : {};
    result[name] = Object.keys(nested).length > 0 ? { as, of: nested } : as;
  }
  return result;
}

/** The names that are written out here, with those inside of them found. */
function written(own, properties, recorded) {
  return Object.fromEntries(
    Object.entries(own).map(([name, entry]) => {
      if (typeof entry === 'string' || entry.of || !entry.first) return [name, entry];
      const below = inner(properties[entry.as]);
      return [name, { ...entry, of: matching(below, recorded[name]) }];
    }),
  );
}

/** What is recorded, by CloudFormation's names. */
function renamed(recorded, properties) {
  return Object.fromEntries(
    Object.entries(properties).map(([name, entry]) => {
      if (typeof entry === 'string') return [entry, {}];
      return [entry.as, entry.of ? renamed(recorded[name] ?? {}, entry.of) : {}];
    }),
  );
}
