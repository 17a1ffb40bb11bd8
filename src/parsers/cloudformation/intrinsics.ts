import type { Node, ScalarNode, SeqNode } from '../yaml/node.ts';

/** An intrinsic function call, in its long (`Fn::Sub: x`) or short (`!Sub x`) form. */
export interface Intrinsic {
  /** `Ref`, `Fn::Sub`, `Condition` … as the long form spells it; `!Foo` for an unknown tag. */
  readonly name: string;
  readonly argument: Node;
  /** The argument is the tagged node itself: its own tag is spent. */
  readonly tagged: boolean;
}

const SHORT_FORMS = new Map(
  [
    'Base64',
    'Cidr',
    'FindInMap',
    'GetAtt',
    'GetAZs',
    'ImportValue',
    'Join',
    'Select',
    'Split',
    'Sub',
    'Transform',
    'If',
    'And',
    'Or',
    'Not',
    'Equals',
    'Length',
    'ToJsonString',
    'ForEach',
    'Contains',
    'EachMemberEquals',
    'EachMemberIn',
    'RefAll',
    'ValueOf',
    'ValueOfAll',
  ].map((name) => [`!${name}`, `Fn::${name}`]),
)
  .set('!Ref', 'Ref')
  .set('!Condition', 'Condition');

/** Tags of YAML itself: they say a type, not a function. */
const isCoreTag = (tag: string): boolean => tag.startsWith('!!') || tag.startsWith('tag:yaml.org') || tag === '!' || tag.startsWith('!<tag:yaml.org');

/** The intrinsic that a node is, if it is one. `{"Condition": …}` counts only where the caller reads conditions. */
export function intrinsic(node: Node): Intrinsic | undefined {
  if (node.tag !== undefined && !isCoreTag(node.tag)) return { name: SHORT_FORMS.get(node.tag) ?? node.tag, argument: node, tagged: true };
  if (node.kind !== 'map' || node.pairs.length !== 1) return undefined;
  const pair = node.pairs[0] as (typeof node.pairs)[number];
  if (pair.name === 'Ref' || (pair.name.startsWith('Fn::') && !pair.name.startsWith('Fn::ForEach::')))
    return { name: pair.name, argument: pair.value, tagged: false };
  return undefined;
}

/** The arguments of a call that takes a list; undefined when it isn't written as one. */
export const argumentsOf = (call: Intrinsic): readonly Node[] | undefined =>
  call.argument.kind === 'seq' && (call.tagged || call.argument.tag === undefined) ? (call.argument as SeqNode).items : undefined;

/** The literal text of a node without tag; undefined for anything that is not a plain literal. */
export const literal = (node: Node | undefined, tagged = false): string | undefined =>
  node?.kind === 'scalar' && !node.isNull && (tagged || node.tag === undefined || isCoreTag(node.tag)) ? (node as ScalarNode).value : undefined;

/** The name in `Ref: Name`; undefined for other nodes. */
export function refName(node: Node): string | undefined {
  const call = intrinsic(node);
  return call?.name === 'Ref' ? literal(call.argument, call.tagged) : undefined;
}

/** A piece of an `Fn::Sub` string: literal text, or the name inside `${…}` with its offsets in the string. */
export type SubPiece = { readonly text: string } | { readonly name: string; readonly start: number; readonly end: number };

/** Splits an `Fn::Sub` string. `${!x}` is the literal `${x}`; an unclosed `${` is literal. */
export function subPieces(text: string): SubPiece[] {
  const pieces: SubPiece[] = [];
  let from = 0;
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', at)) {
    const end = text.indexOf('}', at);
    if (end < 0) break;
    if (at > from) pieces.push({ text: text.slice(from, at) });
    const name = text.slice(at + 2, end);
    if (name.startsWith('!')) pieces.push({ text: `\${${name.slice(1)}}` });
    else pieces.push({ name: name.trim(), start: at, end: end + 1 });
    at = end + 1;
    from = at;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** An advice with its calls as a template in JSON writes them: `SourceArn: !GetAtt Bucket.Arn` is `"SourceArn": {"Fn::GetAtt": ["Bucket", "Arn"]}`. */
export function inJson(advice: string): string {
  if (!advice.includes('!')) return advice;
  const member = (key: string | undefined, tag: string, value: string): string =>
    `${key === undefined ? '' : `"${key}": `}{"${SHORT_FORMS.get(tag) ?? tag}": ${value}}`;
  const calls = advice.replace(
    /(?:\b(\w+): )?(!(?:Ref|GetAtt|GetAZs|Sub)) (""|[^\s"[,;)]*[^\s"[,;).])/g,
    (_call, key: string | undefined, tag: string, text: string) => {
      const [name, ...attribute] = text.split('.');
      return member(key, tag, tag === '!GetAtt' ? `["${name}", "${attribute.join('.')}"]` : text === '""' ? text : JSON.stringify(text));
    },
  );
  return calls.replace(/(?:\b(\w+): )?(!Select) (\[[^\]]*\])/g, (_call, key: string | undefined, tag: string, list: string) => member(key, tag, list));
}
