import type { Document, Parser, SubjectOf } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import type { SourceFile } from '../../core/source-file.ts';
import { unknown } from '../../core/value.ts';
import type { Subjects } from '../subjects.ts';
import { PREFIX } from '../yarn/keys.ts';
import { QueueTree, type SchedulerProperty } from '../yarn/tree.ts';
import { claims } from './claims.ts';
import { type HadoopConfiguration, readConfiguration } from './configuration.ts';

/** Configuration of Hadoop in XML: `capacity-scheduler.xml`, `yarn-site.xml` and their like. */
const parser: Parser<Subjects> = {
  format: 'hadoop',
  claims,
  parse(file, host) {
    const configuration = readConfiguration(file, host);
    return { document: documentOf(file, host, configuration), problems: configuration.problems };
  },
};
export default parser;

function documentOf(file: SourceFile, host: Host, configuration: HadoopConfiguration): Document<Subjects> {
  return {
    file,
    format: 'hadoop',
    surface: 'hadoop',
    subjects: () => subjects(file, host, configuration),
    comments: () => configuration.comments,
    nodeAt: (offset) => configuration.elements.find(({ start }) => start >= offset),
    notes: configuration.missingIncludes.map((name) => ({ kind: 'incomplete' as const, reason: `the included file ${name} was not read` })),
  };
}

function subjects(file: SourceFile, host: Host, configuration: HadoopConfiguration): SubjectOf<Subjects>[] {
  const properties = schedulerProperties(file, host, configuration);
  if (properties.size === 0) return [];
  const { root, complete } = configuration;
  // The scheduler reads capacity-scheduler.xml over yarn-site.xml: the one alone is never all.
  const isBelow = /(?:^|\/)[^/]*-site\.xml$/i.test(file.path);
  const tree = new QueueTree({ at: root, properties, base: complete && !isBelow ? 'none' : 'unknown' });
  return [{ type: 'yarn.queueTree', node: { at: root, read: () => tree } }];
}

/** The file that the scheduler reads together with one of the two, by its name. */
const OTHER: ReadonlyMap<string, string> = new Map([
  ['capacity-scheduler.xml', 'yarn-site.xml'],
  ['yarn-site.xml', 'capacity-scheduler.xml'],
]);

/** The scheduler's properties. What the other file in the same folder sets, too, is unknown here: it is judged there, or either may hold. */
function schedulerProperties(file: SourceFile, host: Host, configuration: HadoopConfiguration): Map<string, SchedulerProperty> {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1).toLowerCase();
  const own = new Map([...configuration.properties].filter(([key]) => key.startsWith(PREFIX)));
  const other = own.size > 0 ? OTHER.get(name) : undefined;
  const sibling = other === undefined ? 'missing' : host.read(file, other);
  if (typeof sibling === 'string') return own;
  for (const key of readConfiguration(sibling, host).properties.keys()) {
    // capacity-scheduler.xml comes second, and its own values hold.
    if (!key.startsWith(PREFIX) || (other === 'yarn-site.xml' && own.has(key))) continue;
    const at = own.get(key)?.at ?? configuration.root;
    own.set(key, { name: key, at, value: unknown(at, `set in ${other}`) });
  }
  return own;
}
