import type { ProposedFix } from '../../core/document.ts';
import { insertPair } from '../yaml/edit.ts';
import type { Resource } from './resource.ts';

/** How a resource is made to wait for others: for advice, and as a fix where its declaration takes one line more. */
export function dependingOn(resource: Resource, others: readonly Resource[], safety: ProposedFix['safety']): { advice: string; fix?: ProposedFix } {
  const names = others.map(({ logicalId }) => logicalId);
  const { at, logicalId, surface, written } = resource;
  if (surface === 'cdk') return { advice: `Call addDependency of ${logicalId} with ${names.join(', ')}` };
  if (!written || written.get('DependsOn')) return { advice: `Add ${names.join(' and ')} to the DependsOn of ${logicalId}` };
  const isJson = at.file.text[at.span.start] === '"' && written.flow;
  const [first, ...more] = isJson ? names.map((name) => JSON.stringify(name)) : names;
  const list = more.length === 0 ? (first as string) : `[${[first, ...more].join(', ')}]`;
  const edit = insertPair(at.file, written, `${at.path}/DependsOn`, 'DependsOn', list);
  const title = `Wait for ${names.join(' and ')}`;
  return { advice: `Add ${isJson ? '"DependsOn"' : 'DependsOn'}: ${list} to ${logicalId}`, ...(edit && { fix: { title, safety, edits: [edit] } }) };
}
