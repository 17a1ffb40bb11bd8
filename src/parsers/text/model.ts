import type { Located, SubjectOf } from '../../core/document.ts';
import { SourceFile, type Span } from '../../core/source-file.ts';
import { overlaps } from '../yaml/find.ts';
import type { Node, ScalarNode, Tree } from '../yaml/node.ts';
import { elementName, isCall } from '../yaml/value.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { closedElements } from './placeholder.ts';
import { isRelevant, relevantSpans } from './relevance.ts';
import { type LineKind, type ScannedLine, scan } from './scan.ts';

/** Subjects that judge plain text, wherever it stands. Only texts that `isRelevant` (relevance.ts) lets through arrive. */
export interface TextSubjects {
  /** A value of one line in YAML or JSON. Values of several lines arrive as `text.line`. */
  'text.scalar': TextScalar;
  /** A physical line of a script, query or configuration text, with its comments blanked. */
  'text.line': TextLine;
}

export type TextSubject = SubjectOf<TextSubjects>;

/** The step from a node to the one that holds it: a map's key, or a place in a list. */
interface Step {
  readonly parent: Step | undefined;
  /** Undefined in a list. */
  readonly key: string | undefined;
  readonly node: Node;
}

const closedIn = new WeakMap<SourceFile, ReadonlySet<string>>();

/** The elements of markup that the file around a text closes, found once for each file. */
function closedElementsOf(file: SourceFile): ReadonlySet<string> {
  const { root } = file;
  const known = closedIn.get(root) ?? closedElements(root.text);
  closedIn.set(root, known);
  return known;
}

/** A scalar of a tree: the node as the text that it stands for. */
export class TextScalar implements Located {
  #inner: SourceFile | undefined;
  #keys: readonly string[] | undefined;

  constructor(
    readonly file: SourceFile,
    readonly node: ScalarNode,
    private readonly step: Step | undefined,
    private readonly root: string,
  ) {}

  get span(): Span {
    return this.node.span;
  }

  /** The decoded text; of plain scalars the source text (`012345678901`, `on`), of `Fn::Sub` with its `${…}`. */
  get text(): string {
    return this.node.value;
  }

  /** Whether the source shows quotes or block style: a plain `012` may be read as a number. */
  get quoted(): boolean {
    return this.node.style !== 'plain';
  }

  /** The tag as written: `!Sub`, `!!str`. */
  get tag(): string | undefined {
    return this.node.tag;
  }

  /** Names of the maps' keys from the root to the scalar, without places in lists. */
  get keys(): readonly string[] {
    this.#keys ??= keysOf(this.step);
    return this.#keys;
  }

  get path(): string {
    return pathOf(this.step, this.file, this.root);
  }

  /** What the value belongs to: the last of its keys, or the name beside it (`{ Name: X, Value: … }`, `{ ParameterKey: X, ParameterValue: … }`). */
  get name(): string | undefined {
    const key = this.keys.at(-1);
    const holder = this.step?.parent?.node;
    const names = key === undefined ? undefined : NAME_BESIDE.get(key.toLowerCase());
    if (names && holder?.kind === 'map') {
      const beside = holder.pairs.find(({ name, value }) => names.test(name) && value.kind === 'scalar');
      if (beside?.value.kind === 'scalar') return beside.value.value;
    }
    return key;
  }

  /** Whether the value explains something to people instead of configuring anything. */
  get isExplanation(): boolean {
    return isExplanation(this.keys);
  }

  /** Whether the text names another part of the document: what it is called says nothing of what it holds. */
  get isReference(): boolean {
    return REFERENCE.test(this.tag ?? `!${this.keys.at(-1) ?? ''}`);
  }

  /** Whether a shell reads the value: buildspec commands, a container's command, a `run` step. */
  get isCommand(): boolean {
    return COMMANDS.test(this.keys.at(-1) ?? '');
  }

  /** The one value: the whole text, under the last of its keys. Commands (`aws … --region <region>`) are taken apart like a line of shell. */
  pieces(): Piece[] {
    if (this.text.length <= LONGEST_LINE && this.isCommand) return piecesOf(lineOf(this.text), 'shell');
    return [{ text: this.text, start: 0, name: this.name, code: false }];
  }

  get closedElements(): ReadonlySet<string> {
    return closedElementsOf(this.file);
  }

  /** The place of a part of the text. */
  part(start: number, end: number): Located {
    this.#inner ??= new SourceFile(this.file.path, this.text, { host: this.file, map: this.node.positions(), path: this.path });
    return { file: this.#inner, span: { start, end }, path: '' };
  }
}

/** A physical line of a text file, or of a value of several lines. */
export class TextLine implements Located {
  readonly span: Span;

  constructor(
    readonly file: SourceFile,
    readonly kind: LineKind,
    private readonly line: ScannedLine,
    /** Keys that lead to the value that holds the line; none in a text file. */
    readonly keys: readonly string[],
  ) {
    this.span = { start: line.start, end: line.end };
  }

  /** The line without its ending; comments, docstrings and help texts are blanks. */
  get text(): string {
    return this.line.code;
  }

  get path(): string {
    return '';
  }

  /** Whether the line is part of a value that explains something to people, or of a test of a program, whose values are made up. */
  get isExplanation(): boolean {
    return isExplanation(this.keys) || (this.isCode && TEST.test(this.file.root.path));
  }

  /** Whether the line belongs to a program and not to configuration, a query or a command. */
  get isCode(): boolean {
    return this.kind === 'python' || this.kind === 'javascript';
  }

  /** Whether the line is of a file that the program writes: the body of a heredoc. */
  get isOtherFile(): boolean {
    return this.line.heredoc;
  }

  /** The strings of the line. */
  get strings(): ScannedLine['strings'] {
    return this.line.strings;
  }

  /** The values in the line. */
  pieces(): Piece[] {
    return piecesOf(this.line, this.kind);
  }

  get closedElements(): ReadonlySet<string> {
    return closedElementsOf(this.file);
  }

  part(start: number, end: number): Located {
    return { file: this.file, span: { start: this.line.start + start, end: this.line.start + end }, path: '' };
  }
}

/** Nobody writes a longer line by hand: it is data or minified. */
const LONGEST_LINE = 20_000;

const TEST = /(?:^|\/)(?:tests?|__tests__|testing)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|\.(?:test|spec)\.\w+$/i;

const REFERENCE = /^!(?:Ref|GetAtt|Condition|ImportValue|FindInMap|DependsOn|Fn::GetAtt|Fn::ImportValue|Fn::FindInMap)$/;

/** Keys whose value has its name beside it, and what the name's key is. */
const NAME_BESIDE: ReadonlyMap<string, RegExp> = new Map([
  ['value', /^(?:name|key)$/i],
  ['parametervalue', /^ParameterKey$/],
  ['attributevalue', /^AttributeName$/],
]);

const EXPLAINING =
  /description|documentation|comment|usage|\bhelp|example|pattern|regexp?$|message|^notes?$|^reason$|^title$|^prompt$|InputTemplate|InputTransformer|readme|^motd$/i;

/**
 * Texts for people, and patterns: by the name of a key near the value. In templates also parameters (their default stands in for what is
 * to be given), outputs and the description of the interface.
 */
function isExplanation(keys: readonly string[]): boolean {
  if (keys.slice(-3).some((key) => EXPLAINING.test(key))) return true;
  const [first] = keys;
  return (first === 'Parameters' && keys.length === 3) || first === 'Outputs' || (keys.includes('Metadata') && !keys.includes('AWS::CloudFormation::Init'));
}

function keysOf(step: Step | undefined): string[] {
  const keys: string[] = [];
  for (let at = step; at; at = at.parent) if (at.key !== undefined) keys.unshift(at.key);
  return keys;
}

/** The logical path: keys, and the names of list elements in brackets. */
function pathOf(step: Step | undefined, file: SourceFile, root: string): string {
  let path = '';
  for (let at = step; at; at = at.parent) {
    if (at.key === undefined) path = `[${elementName(at.node, file)}]${path}`;
    else if (!isCall(at.key)) path = `/${at.key}${path}`;
  }
  return (root + path).replace(/^\//, '');
}

const COMMANDS = /^(?:commands?|cmd|args|script|scripts|run|runCommand|on-failure|entryPoint|postStart|preStop)$/i;

function lineOf(text: string): ScannedLine {
  return scan(text, 'shell').lines[0] ?? { start: 0, end: 0, code: '', strings: [], heredoc: false };
}

/**
 * The scalars of a tree as `text.scalar`, those of several lines as one `text.line` for each line, in file order.
 *
 * Only texts that the rules on texts could say something about are yielded (`isRelevant`), so an ordinary file costs one
 * regular expression over its text, and only the branches that it hits are walked. An account's number under a key that names it is looked at whatever its length.
 * `path` is the logical path of the tree's root; `skip` tells the scalars that another parser reads as documents of their own.
 * An anchored node is visited once, where it stands, however often it is used. Works for recovered trees; never throws.
 */
export function* scalarSubjects(tree: Tree, path = '', skip?: (node: ScalarNode) => boolean): Generator<TextSubject> {
  const { text } = tree.file;
  // Escapes hide what a text says: then every scalar is looked at.
  const hits = /\\[ux]/i.test(text) ? undefined : relevantSpans(text);
  if (hits?.length === 0) return;
  const seen = new Set<Node>();
  const stack: { node: Node; step: Step | undefined }[] = [...tree.roots].reverse().map((node) => ({ node, step: undefined }));
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, step } = next;
    if (seen.has(node) || (hits && !overlaps(hits, node.span))) continue;
    seen.add(node);
    if (node.kind === 'scalar') {
      if (isRelevant(node.value) && !skip?.(node)) yield* scalarSubject(tree.file, node, step, path);
    } else if (node.kind === 'map') {
      for (let i = node.pairs.length - 1; i >= 0; i--) {
        const pair = node.pairs[i];
        if (pair && !pair.merged) stack.push({ node: pair.value, step: { parent: step, key: pair.name, node: pair.value } });
      }
    } else {
      for (let i = node.items.length - 1; i >= 0; i--) {
        const item = node.items[i];
        if (item) stack.push({ node: item, step: { parent: step, key: undefined, node: item } });
      }
    }
  }
}

function* scalarSubject(file: SourceFile, node: ScalarNode, step: Step | undefined, root: string): Generator<TextSubject> {
  if (!node.value.trimEnd().includes('\n')) {
    yield { type: 'text.scalar', node: new TextScalar(file, node, step, root) };
    return;
  }
  const keys = keysOf(step);
  const inner = new SourceFile(file.path, node.value, { host: file, map: node.positions(), path: pathOf(step, file, root) });
  yield* lineSubjects(inner, embeddedKind(keys, node.value), keys);
}

/** The lines of a text as `text.line`, where the rules on texts could say something (`isRelevant`). `keys` lead to the value that holds the text. */
export function* lineSubjects(file: SourceFile, kind: LineKind, keys: readonly string[] = []): Generator<TextSubject> {
  if (!isRelevant(file.text)) return;
  for (const line of scan(file.text, kind).lines) {
    if (line.end - line.start <= LONGEST_LINE && isRelevant(line.code)) yield { type: 'text.line', node: new TextLine(file, kind, line, keys) };
  }
}

const BY_EXTENSION: ReadonlyMap<string, LineKind> = new Map(
  Object.entries({
    sh: 'shell',
    bash: 'shell',
    ps1: 'powershell',
    psm1: 'powershell',
    env: 'dotenv',
    sql: 'sql',
    cql: 'sql',
    py: 'python',
    js: 'javascript',
    mjs: 'javascript',
    cjs: 'javascript',
    ts: 'javascript',
    mk: 'makefile',
  } as const),
);

/** The language of a text by its file name's ending, undefined for others. */
export const kindByName = (name: string): LineKind | undefined => BY_EXTENSION.get(/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '');

/** The language of a text by its first line, undefined without a `#!` that tells. */
export function kindByShebang(text: string): LineKind | undefined {
  const first = /^\uFEFF?#!([^\n]{0,200})/.exec(text)?.[1];
  if (first === undefined) return undefined;
  if (/\b(?:ba|da|k|z|a)?sh\b/.test(first)) return 'shell';
  if (/\bpython/.test(first)) return 'python';
  if (/\bpwsh\b/.test(first)) return 'powershell';
  return /\bnode\b/.test(first) ? 'javascript' : undefined;
}

/** The language of a value of several lines: by the file name that its key is, by `#!`, by what its key holds, by its first words. */
function embeddedKind(keys: readonly string[], text: string): LineKind {
  const last = keys.at(-1) ?? '';
  const known = kindByName(last) ?? kindByShebang(text);
  if (known) return known;
  if (/^\s*<powershell>/i.test(text)) return 'powershell';
  const names = keys.slice(-3).join('/');
  if (/UserData|commands?$|args$|script$|runCommand|\brun$|cmd$/i.test(names)) return 'shell';
  if (/QueryString|\bsql$|Query$|Statement$/i.test(last)) return 'sql';
  if (/^\s*(?:import |from [\w.]+ import |def |class |@\w+\n)/m.test(text))
    return /\brequire\(|\bconst\b|=>|^import .*['"];?$/m.test(text) ? 'javascript' : 'python';
  return /\b(?:const|let|var|function)\s|=>|\brequire\(/.test(text) && /ZipFile|InlineCode|FunctionCode|code/i.test(names) ? 'javascript' : 'other';
}
