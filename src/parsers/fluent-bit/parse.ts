import { ChoiceSpace } from '../../core/choices.ts';
import type { Document, Parser, SubjectOf } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { globMatches } from '../iam/glob.ts';
import type { Subjects } from '../subjects.ts';
import { invisibleProblems } from '../text/invisible.ts';
import { lineSubjects, scalarSubjects } from '../text/model.ts';
import { scan } from '../text/scan.ts';
import { nodeFrom } from '../yaml/find.ts';
import { claims } from './claims.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { diskFolder } from './folder.ts';

/** Fluent Bit configuration files, classic and YAML. */
const parser: Parser<Subjects> = {
  format: 'fluent-bit',
  claims,
  async parse(file, host) {
    const space = new ChoiceSpace();
    const configuration = await readConfiguration(file, { folder: diskFolder(file, host), space, isClosed: false, isIncluded: (one) => isIncluded(one, host) });
    const invisible = 'tree' in configuration.read ? [] : invisibleProblems(file, () => scan(file.text, 'other'));
    return { document: documentOf(configuration, space), problems: [...configuration.problems, ...invisible] };
  },
};
export default parser;

function* subjects({ file, read, ...configuration }: Configuration): Generator<SubjectOf<Subjects>> {
  yield* configuration.subjects() as Iterable<SubjectOf<Subjects>>;
  if ('tree' in read) yield* scalarSubjects(read.tree);
  else yield* lineSubjects(file, 'other');
}

function documentOf(configuration: Configuration, space: ChoiceSpace): Document<Subjects> {
  const { file, read } = configuration;
  const isTemplate = read.written.isTemplate;
  return {
    file,
    format: 'fluent-bit',
    surface: 'fluent-bit',
    choices: space,
    subjects: () => subjects(configuration),
    comments: () => ('tree' in read ? read.tree.comments() : read.written.comments),
    nodeAt: (offset) => ('tree' in read ? nodeFrom(read.tree.roots, offset) : classicNode(read.written.sections, file, offset)),
    ...(isTemplate && { notes: [{ kind: 'incomplete', reason: 'a template engine writes this configuration; its syntax was not judged' }] }),
  };
}

/** The section whose header starts at or after an offset's line, or the line of a property. */
function classicNode(sections: Configuration['read']['written']['sections'], file: SourceFile, offset: number): Span | undefined {
  for (const { span, properties } of sections) {
    if (span.start >= offset) return span;
    const property = properties.find(({ keySpan }) => keySpan.start >= offset);
    if (property) return { start: property.keySpan.start, end: Math.min(property.valueSpan.end, file.text.length) };
  }
  return undefined;
}

/** Files of its folder and the one above that are read for an include of a file. */
const MOST_LOOKED_AT = 60;

/** Whether a file in the same folder or the one above includes a file. */
function isIncluded(file: SourceFile, host: Host): boolean {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const paths = ['*.conf', '*.yaml', '*.yml']
    .flatMap((pattern) => [pattern, `../${pattern}`])
    .flatMap((pattern) => {
      const found = host.glob(file, pattern);
      return typeof found === 'string' ? [] : found;
    });
  const up = '../'.repeat(file.path.split('/').length - 1);
  return paths.slice(0, MOST_LOOKED_AT).some((path) => {
    if (path === file.path) return false;
    const other = host.read(file, `${up}${path}`);
    return typeof other === 'object' && includeTargets(other.text).some((target) => globMatches(target.slice(target.lastIndexOf('/') + 1), name));
  });
}

/** What a text includes: the classic command, or elements of `includes`. */
function includeTargets(text: string): string[] {
  const targets = [...text.matchAll(/^@include[ \t]+(\S[^\r\n]*)/gim)].map(([, target]) => (target as string).trim());
  const list = /^includes[ \t]*:[^\n]*\n((?:[ \t]*-[^\n]*\n?)+)/im.exec(text)?.[1] ?? '';
  return [...targets, ...[...list.matchAll(/-[ \t]+["']?([^\s"'#]+)/g)].map(([, target]) => target as string)];
}
