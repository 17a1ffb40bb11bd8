// node scripts/iam-escalation.mjs [<folder with policies.jsonl and privesc.json>]: judges the policies by which other tools show or test privilege
// escalation, and a policy for each of their sets of actions; prints how many lintel finds, and every exception. The default is ../shared/cases/iam.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { judgeOf } from './lib/judge-policy.mjs';
import { endWithReader, root } from './lib/project.mjs';

/** Where policies come from, and the labels that say they escalate. */
const SOURCES = {
  'pathfinding.cloud': /^PF:/,
  'iam-vulnerable': /^IV:/,
  'prowler-tests': /^PROWLER:PRIVILEGE_ESCALATION$/,
  'cloudsplaining-tests': /^CS:PrivilegeEscalation$/,
};

/** What lintel leaves alone on purpose: labels of policies, and sets of actions. */
const DOOR = 'sts:AssumeRole takes only roles whose own trust policy names the caller: that policy is the door.';
const LEFT_ALONE = {
  'PF:sts-001': DOOR,
  'sts:assumerole': DOOR,
  'datapipeline:createpipeline + iam:passrole': 'A pipeline without a definition that is activated runs nothing; the set with those actions is told.',
  'codestar:createproject + iam:passrole': 'AWS has ended CodeStar projects.',
  'iam:deleteuserpermissionsboundary': 'Without its boundary a user has what its policies say: those are judged.',
  'iam:deleterolepermissionsboundary + sts:assumerole': 'Without its boundary a role has what its policies say: those are judged.',
};

const lines = (text) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** By source: how many policies that escalate are found, of how many, and the others; `clean` counts those that tools' tests say do not. */
export async function escalationCases(folder = join(root, '../shared/cases/iam')) {
  // A policy that allows everything is told as such.
  const judge = await judgeOf(({ id }) => id === 'iam/privilege-escalation' || id === 'iam/action-wildcard', { existing: true });
  const result = { clean: { found: 0, of: 0, missed: [] } };
  const count = (name, found, what, keys) => {
    result[name] ??= { found: 0, of: 0, missed: [] };
    result[name].of++;
    if (found) result[name].found++;
    else result[name].missed.push({ what, why: keys.map((key) => LEFT_ALONE[key]).find((why) => why) });
  };
  for (const { source, oracle, expected, policy } of lines(readFileSync(join(folder, 'policies.jsonl'), 'utf8'))) {
    const isAbout = SOURCES[oracle];
    if (!isAbout) continue;
    const labels = expected.filter((label) => isAbout.test(label));
    if (labels.length > 0) count(oracle, (await judge(JSON.stringify(policy))).length > 0, `${labels.join(', ')} ${source}`, labels);
    else if (/privilege_escalation/.test(source) && expected.length === 0) {
      const findings = (await judge(JSON.stringify(policy))).filter(({ id }) => id === 'iam/privilege-escalation');
      count('clean', findings.length === 0, source, [source]);
    }
  }
  const sets = JSON.parse(readFileSync(join(folder, 'privesc.json'), 'utf8'));
  for (const [name, { display }] of Object.entries(sets)) {
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: display, Resource: '*' }] };
    count('sets of actions', (await judge(JSON.stringify(policy))).length > 0, name, [name]);
  }
  return result;
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  endWithReader();
  const { clean, ...found } = await escalationCases(process.argv[2]);
  for (const [name, { found: number, of, missed }] of Object.entries(found)) {
    console.log(`${name}: ${number} of ${of} found`);
    for (const { what, why } of missed) console.log(`  ${what}\n      ${why ?? 'not explained'}`);
  }
  console.log(`policies that tests of other tools call harmless: ${clean.found} of ${clean.of} get no finding`);
  for (const { what } of clean.missed) console.log(`  ${what}`);
}
