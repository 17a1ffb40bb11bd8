import type { Located, SubjectOf } from '../../core/document.ts';
import { SourceFile } from '../../core/source-file.ts';
import { intrinsic } from '../cloudformation/intrinsics.ts';
import { overlaps } from '../yaml/find.ts';
import type { Node, ScalarNode, Tree } from '../yaml/node.ts';
import { isCall } from '../yaml/value.ts';

/** An ARN of the commercial partition in a text that names the partition outright: the subject `arn.partition`. Stands at the partition. */
export interface ArnPartition extends Located {
  /** The ARN as written, what is substituted included. */
  readonly arn: string;
  /** What names the partition here: `${AWS::Partition}`, `Aws.PARTITION`; undefined where nothing can. */
  readonly token: string | undefined;
  /** Whether writing the token in place of the partition is all that has to be done. */
  readonly isReplaceable: boolean;
  /** Whether the rest of the ARN is filled in at deployment. */
  readonly isComputed: boolean;
  /** Whether the document names the partition by a variable, or other partitions, elsewhere. */
  readonly isPortableElsewhere: boolean;
}

export interface ArnSubjects {
  'arn.partition': ArnPartition;
}

/** An ARN in a text, with or without percent-encoding; it ends where a JSON string, a word or a list does. */
const ARN = /arn(?::|%3A)(aws)(?::|%3A)((?:\$\{[^{}\n]*\}|[^\s"'`,\])}\\])*)/gi;
/** Names the partition, or another than the commercial one. */
const PORTABLE = /AWS::Partition|\$\{\w*Partition\}|\baws-(?:cn|us-gov)\b|\b(?:Aws\.PARTITION|\.partition)\b/i;

/** Whether a text names the partition by a variable, or other partitions. */
export const isPortable = (text: string): boolean => PORTABLE.test(text);

/** ARNs in a text whose region and account are not fixed: `partition` is the offset of the word `aws`. */
export function* openArns(text: string): Generator<{ readonly arn: string; readonly partition: number }> {
  for (const match of text.matchAll(ARN)) {
    const rest = (match[2] as string).replaceAll('%3A', ':').replaceAll('%3a', ':');
    // A variable may have colons of its own.
    const fields = rest.replace(/\$\{[^{}]*\}/g, '$').split(':');
    if (fields.length < 3) continue;
    const [, region = '', account = ''] = fields;
    // A region or account that is written out belongs to one partition.
    if (/[a-z]/.test(region) || /\d/.test(account)) continue;
    yield { arn: match[0], partition: match.index + match[0].search(/aws/i) };
  }
}

const COMMERCIAL = /arn(?::|%3A)aws(?::|%3A)/gi;

/** The `arn.partition` subjects of a template's resources, or of a policy in JSON. `token`: what names the partition there. */
export function* arnSubjects(tree: Tree, kind: 'template' | 'policy'): Generator<SubjectOf<ArnSubjects>> {
  const { file } = tree;
  // Escapes hide what a text says, and aliases bring what stands elsewhere: then every scalar is looked at.
  const hits = /\\[ux]|(?:^|[\s[{,])&\w/i.test(file.text)
    ? undefined
    : Array.from(file.text.matchAll(COMMERCIAL), ({ index }) => ({ start: index, end: index + 1 }));
  if (hits?.length === 0) return;
  const isPortableElsewhere = isPortable(file.text);
  if (kind === 'policy' && !isPortableElsewhere) return;
  const variable = /\$\{(\w*Partition)\}/.exec(file.text)?.[0];
  const seen = new Set<Node>();
  const todo: { readonly node: Node; readonly path: string; readonly filled: 'sub' | 'join' | undefined }[] = [];
  for (const root of tree.roots) {
    const start = kind === 'template' && root.kind === 'map' ? root.get('Resources')?.value : root;
    if (start) todo.push({ node: start, path: kind === 'template' ? 'Resources' : '', filled: undefined });
  }
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { node, path } = next;
    if (seen.has(node) || (hits && !overlaps(hits, node.span))) continue;
    seen.add(node);
    const call = kind === 'template' ? intrinsic(node)?.name : undefined;
    const filled = call === 'Fn::Sub' ? 'sub' : call === 'Fn::Join' ? 'join' : next.filled;
    if (node.kind === 'map')
      for (const pair of [...node.pairs].reverse()) todo.push({ node: pair.value, path: isCall(pair.name) ? path : `${path}/${pair.name}`, filled });
    else if (node.kind === 'seq') for (const item of [...node.items].reverse()) todo.push({ node: item, path, filled });
    else yield* ofScalar(node, file, path.replace(/^\//, ''), kind, filled, variable, isPortableElsewhere);
  }
}

function* ofScalar(
  node: ScalarNode,
  file: SourceFile,
  path: string,
  kind: 'template' | 'policy',
  filled: 'sub' | 'join' | undefined,
  variable: string | undefined,
  isPortableElsewhere: boolean,
): Generator<SubjectOf<ArnSubjects>> {
  for (const { arn, partition } of openArns(node.value)) {
    const inner = new SourceFile(file.path, node.value, { host: file, map: node.positions(), path });
    // `${aws:username}` is filled in by IAM, at each request.
    const isComputed = kind === 'template' && (filled === 'sub' ? /\$\{(?!!)/.test(arn) : filled === 'join' && node.value.startsWith('arn:'));
    yield {
      type: 'arn.partition',
      node: {
        file: inner,
        span: { start: partition, end: partition + 'aws'.length },
        path: '',
        arn,
        token: kind === 'policy' ? variable : '${AWS::Partition}',
        isReplaceable: kind === 'policy' ? variable !== undefined : filled === 'sub',
        isComputed,
        isPortableElsewhere,
      },
    };
  }
}
