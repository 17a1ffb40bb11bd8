import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { visible } from '../reporters/visible.ts';
import type { Arguments } from './arguments.ts';
import { check, settle } from './check.ts';
import { reasonOf } from './files.ts';
import { type Io, UsageError } from './io.ts';
import type { Parts } from './project.ts';

const BAR = 24;

/**
 * The aws iam command: reads the IAM entities of an account and lints them as the check command would the file that `--output` saves, or
 * without one a file that is not there.
 */
export async function awsIam(args: Arguments, io: Io, parts: Parts): Promise<0 | 1 | 2> {
  if (args.operands.length > 0) throw new UsageError(`aws iam takes no more than its options, but got ${visible(args.operands.join(' '))}`);
  // An account takes minutes to read: mistakes are told before.
  await settle(args.as('check', []), io, parts);
  const { readAccount, AccountError } = await import('../aws/live-account.ts');
  const terminal = io.stderr.isTTY && !args.has('no-progress') ? io.stderr : undefined;
  const [profile, region] = [args.value('profile'), args.value('region')];
  let account: Awaited<ReturnType<typeof readAccount>>;
  try {
    account = await readAccount({
      client: { ...(profile !== undefined && { profile }), ...(region !== undefined && { region }) },
      lastAccessed: args.has('last-accessed'),
      onProgress: terminal && ((what, done, total) => terminal.write(`\r${progressOf(what, done, total)}\u001b[K`)),
      wait: (milliseconds) => setTimeout(milliseconds),
    });
  } catch (error) {
    if (error instanceof AccountError) throw new UsageError(profile === undefined ? error.message : `profile ${visible(profile)}: ${error.message}`);
    throw error;
  } finally {
    terminal?.write('\r\u001b[K');
  }
  const { id, text, users, groups, roles, policies } = account;
  if (!args.has('quiet')) {
    const read = [counted(users, 'user'), counted(groups, 'group'), counted(roles, 'role'), policies === 1 ? '1 policy' : `${policies} policies`];
    io.stderr.write(`lintel: account ${id ?? 'without a name'}: ${read.join(', ')} of its own\n`);
  }
  const output = args.value('output');
  if (output === undefined) {
    const name = id === undefined ? 'account.json' : `account-${id}.json`;
    return check(args.as('check', [], { stdin: '', 'stdin-filename': name }), { ...io, readStdin: async () => Buffer.from(text) }, parts);
  }
  try {
    // Who may do what is for few to know.
    writeFileSync(resolve(io.cwd, output), text, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(`${visible(output)}: ${reasonOf(error)}`);
  }
  return check(args.as('check', [output]), io, parts);
}

const counted = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`;

function progressOf(what: 'account' | 'access', done: number, total: number | undefined): string {
  const text = what === 'account' ? 'users, groups, roles and policies' : 'reports of what is used';
  if (total === undefined) return `${done} ${text}`;
  const filled = total === 0 ? BAR : Math.min(BAR, Math.floor((BAR * done) / total));
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}] ${done}/${total} ${text}`;
}
