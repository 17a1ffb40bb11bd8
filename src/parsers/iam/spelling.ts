import { nearest } from '../../core/text.ts';
import { type Service, table } from './table.ts';

/** Endings of the names of SDK clients that share the prefix of their service: bedrock-runtime, bedrock-agent-runtime. */
const CLIENT = /(?:-(?:agent|runtime|data|streams))+$/;

/** The action of a service that is meant by a name which it hasn't; undefined when no one action is likely. */
export function actionMeant(name: string, service: Service): string | undefined {
  const known = table.meant(`${service.prefix}:${name}`);
  if (known) return known;
  // SendMessageBatch is allowed by SendMessage.
  const single = name.replace(/batch$/, '');
  if (service.has(single)) return single;
  const names = [...service.actionNames];
  const longer = names.filter((other) => other.startsWith(name));
  if (longer.length === 1) return longer[0];
  const near = nearest(name, names, 4);
  if (!near) return undefined;
  // Get and Put, Create and Update are no typing mistakes of each other.
  const verb = /^[A-Z]+[a-z]*/.exec(service.action(near)?.name ?? '')?.[0].toLowerCase() ?? '';
  return name.startsWith(verb) || isTypo(name, near) ? near : undefined;
}

/** The prefix that is meant by a service which there is none of, for one of its actions (`*` for all). */
export function serviceMeant(prefix: string, action: string): string | undefined {
  const client = prefix.replace(CLIENT, '');
  const known = table.meant(prefix) ?? (client !== prefix && table.service(client) ? client : undefined);
  if (known) return known;
  const near = nearest(prefix, table.prefixes);
  // A near prefix is a typing mistake only of a service that has the action.
  return near && table.service(near)?.has(action) && (!/^\*+$/.test(action) || isTypo(prefix, near)) ? near : undefined;
}

/** Whether two names that are near each other are as near as one slip of a finger: a sign more, less, another or two in the wrong order. */
function isTypo(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return Math.max(one.length, other.length) - start - end <= 2;
}
