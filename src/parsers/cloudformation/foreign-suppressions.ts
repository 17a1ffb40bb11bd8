import type { Comment, ForeignSuppression } from '../../core/document.ts';
import type { Span } from '../../core/source-file.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { literal } from './intrinsics.ts';
import type { Template } from './template.ts';

/**
 * The exceptions that a template notes for other tools, each in its tool's own form: `Metadata.cfn-lint.config.ignore_checks` of the template or a
 * resource, `Metadata.cfn_nag.rules_to_suppress` and `Metadata.cdk_nag.rules_to_suppress` of a resource, `Metadata.checkov.skip` of a resource and
 * `checkov:skip=<id>:<reason>` in a comment inside of one.
 */
export function* foreignSuppressions(template: Template, comments: () => Iterable<Comment>): Generator<ForeignSuppression> {
  const { text } = template.file;
  if (!/cfn-lint|cfn_nag|cdk_nag|checkov/.test(text)) return;
  yield* ofMetadata(template.root, { start: 0, end: text.length + 1 });
  const spans: Span[] = [];
  for (const { node, at } of template.resources) {
    if (at.file !== template.file) continue;
    const covers = { start: at.span.start, end: node.span.end };
    spans.push(covers);
    yield* ofMetadata(node, covers);
  }
  if (!text.includes('checkov:skip=')) return;
  for (const { text: comment, span } of comments()) {
    const [, id, reason] = /checkov:skip=([A-Za-z0-9_]+)(?::[ \t]*(.*))?/.exec(comment) ?? [];
    const covers = spans.find(({ start, end }) => start <= span.start && span.start <= end);
    if (id !== undefined && covers) yield { tool: 'checkov', id, covers, reason: reason?.trim() || undefined, by: 'comment' };
  }
}

function* ofMetadata(owner: MapNode, covers: Span): Generator<ForeignSuppression> {
  const metadata = owner.get('Metadata')?.value;
  for (const item of listAt(metadata, ['cfn-lint', 'config', 'ignore_checks'])) {
    const id = literal(item);
    if (id !== undefined) yield { tool: 'cfn-lint', id, covers, reason: undefined, by: 'metadata' };
  }
  for (const [tool, path, reason] of LISTS) {
    for (const item of listAt(metadata, path)) {
      const id = item.kind === 'map' ? literal(item.get('id')?.value) : undefined;
      if (item.kind === 'map' && id !== undefined) yield { tool, id, covers, reason: literal(item.get(reason)?.value), by: 'metadata' };
    }
  }
}

/** Where a tool's list stands in `Metadata`, and what it calls the reason. */
const LISTS: readonly (readonly [tool: ForeignSuppression['tool'], path: readonly string[], reason: string])[] = [
  ['checkov', ['checkov', 'skip'], 'comment'],
  ['cfn-nag', ['cfn_nag', 'rules_to_suppress'], 'reason'],
  ['cdk-nag', ['cdk_nag', 'rules_to_suppress'], 'reason'],
];

function listAt(node: Node | undefined, path: readonly string[]): readonly Node[] {
  let at = node;
  for (const name of path) at = at?.kind === 'map' ? at.get(name)?.value : undefined;
  return at?.kind === 'seq' ? at.items : [];
}
