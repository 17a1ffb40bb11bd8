import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { visible } from '../reporters/visible.ts';
import type { Arguments } from './arguments.ts';
import { reasonOf } from './files.ts';
import { type Io, UsageError } from './io.ts';
import type { Parts } from './project.ts';

/** The aws config-rule command: answers a saved event as the rule of AWS Config would, and prints what it would tell instead of telling it. */
export async function awsConfigRule(args: Arguments, io: Io, { rules }: Parts): Promise<0 | 1> {
  if (args.operands.length > 0) throw new UsageError(`aws config-rule takes no more than its options, but got ${visible(args.operands.join(' '))}`);
  const path = args.value('test');
  if (path === undefined) throw new UsageError('aws config-rule needs --test <event.json>');
  let event: unknown;
  try {
    // Editors of Windows begin files with a byte order mark.
    event = JSON.parse(readFileSync(resolve(io.cwd, path), 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`${visible(path)}: ${error instanceof SyntaxError ? 'no JSON' : reasonOf(error)}`);
  }
  const { answer, withoutTelling } = await import('../aws/config-rule.ts');
  const { servicesWith } = await import('../aws/clients.ts');
  const { EventError } = await import('../aws/config-event.ts');
  try {
    const evaluations = await answer(event, rules, withoutTelling(servicesWith()), io.now);
    for (const { ComplianceType, ComplianceResourceType, ComplianceResourceId, Annotation } of evaluations) {
      io.stdout.write(visible(`${ComplianceType} ${ComplianceResourceType} ${ComplianceResourceId}${Annotation === undefined ? '' : `: ${Annotation}`}`));
      io.stdout.write('\n');
    }
    return evaluations.some(({ ComplianceType }) => ComplianceType === 'NON_COMPLIANT') ? 1 : 0;
  } catch (error) {
    if (error instanceof EventError) throw new UsageError(`${visible(path)}: ${error.message}`);
    throw error;
  }
}
