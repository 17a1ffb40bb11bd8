import table from '../../../data/iam-global-keys.json' with { type: 'json' };
import type { Value } from '../../core/value.ts';
import { actionPattern } from './action.ts';
import { globMatches } from './glob.ts';
import { type Action, fitsKey, table as iam } from './table.ts';

const globalTypes = new Map(Object.entries(table.keys));

/** The global condition keys, as AWS writes them. `${TagKey}` stands for any tag. */
export const globalKeys: readonly string[] = [...globalTypes.keys()];

/** The day of their list. */
export const globalKeysAsOf: string = table.asOf;

/** Keys with a service's prefix that requests to any service may have: the reference lists them for none. */
const crossService = new Map(Object.entries(table.crossService).map(([key, type]) => [key.toLowerCase(), type]));

/** What comes before the colon of a condition key, in lower case; empty without one. Keys of identity providers have a host name or `saml` there. */
export const prefixOf = (key: string): string => key.slice(0, Math.max(key.indexOf(':'), 0)).toLowerCase();

/** The type of a condition key (`String`, `ARN`, `ArrayOfString` …), in any case; undefined when it is not known. */
export function keyType(key: string): string | undefined {
  const lower = key.toLowerCase();
  const prefix = prefixOf(lower);
  if (prefix === 'aws') {
    for (const [own, type] of globalTypes) if (fitsKey(own, lower)) return type;
    return undefined;
  }
  return isProvider(prefix) ? undefined : (crossService.get(lower) ?? iam.service(prefix)?.conditionKeyType(lower));
}

/** Keys of identity providers (`token.actions.githubusercontent.com:sub`, `saml:aud`) are as many as there are claims. */
export const isProvider = (prefix: string): boolean => prefix === 'saml' || prefix.includes('.');

/** Keys whose value in a request is a list. Undefined where the type is not known. */
export function isMultivalued(key: string): boolean | undefined {
  if (NOT_SAID.has(key.toLowerCase())) return undefined;
  const type = keyType(key);
  return type === undefined ? undefined : type.startsWith('ArrayOf');
}

/** Keys that the reference calls lists and AWS's own policies compare as one value, or the other way round. */
const NOT_SAID = new Set(['events:detail-type', 'events:source', 'codestar-connections:provideraction']);

/** Whether an element of `Action` fits actions of a known service of which none looks at tags of its resource: their requests have no `aws:ResourceTag`. */
export function looksAtNoTags(element: Value): boolean {
  const pattern = actionPattern(element);
  const service = pattern && iam.service(pattern.service);
  if (!service) return false;
  let fits = false;
  for (const name of service.actionNames) {
    if (!globMatches(pattern.name, name)) continue;
    if (looksAtTags(service.action(name) as Action)) return false;
    fits = true;
  }
  return fits;
}

const looksAtTags = ({ conditionKeys, resourceTypes }: Action): boolean =>
  [conditionKeys, ...resourceTypes.flatMap((entry) => [entry.conditionKeys, entry.type.conditionKeys])].some((keys) =>
    keys.some((key) => key.includes(':ResourceTag/')),
  );
