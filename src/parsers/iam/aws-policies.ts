import table from '../../../data/aws-managed-policies.json' with { type: 'json' };
import { absent, known, list, map, type Value } from '../../core/value.ts';
import type { AwsPolicy } from './attached.ts';
import { documentAround, Policy } from './model.ts';

const grants = new Map(Object.entries<readonly string[]>(table.grants));
const denies = new Set(table.denies);

/** Whether a policy of AWS may deny something. */
export const mayDeny = ({ name }: AwsPolicy): boolean => denies.has(name);

/** The actions, as far as a way to more permissions goes, that a policy of AWS grants; none for other names. */
export const actionsOfAws = (name: string): readonly string[] => grants.get(name) ?? [];

/** What a policy of AWS grants everywhere and unconditionally, as far as a way to more permissions goes, at the place that attaches it. */
export function policyOfAws({ name, at }: AwsPolicy): Policy | undefined {
  const actions = grants.get(name);
  if (!actions) return undefined;
  const content = new Map<string, Value>([
    ['Effect', known(at, 'Allow')],
    [
      'Action',
      list(
        at,
        actions.map((action) => known(at, action)),
      ),
    ],
    ['Resource', known(at, '*')],
  ]);
  const statement = map(at, { keys: () => [...content.keys()], complete: true, keyAt: () => at, get: (key) => content.get(key) ?? absent(at) });
  const document = documentAround(list(at, [statement]));
  return new Policy({ kind: 'identity', document: { read: () => document }, statements: [] });
}
