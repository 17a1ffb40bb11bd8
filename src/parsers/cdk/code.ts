import type { ScopeManager, Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { Comment } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';

export type Node = TSESTree.Node;
export type { Variable };

/** Brackets inside brackets that are followed: the compiler recurses into each. */
const MAX_NESTING = 250;
/** Longest text that is parsed, in characters: nobody writes more by hand. */
const MAX_LENGTH = 2_000_000;
const WRAPPER = 'class X{';
/** What stands in place of something: `// ...`, `/* fields omitted *​/`. */
const ABRIDGED = /^[\s*]*(?:\.{3}|…)|\bomitted\b/i;

/** Parses a file; a text of methods without their class is parsed inside of one. A reason where that can't be done; never throws. */
export async function load(file: SourceFile): Promise<Code | { readonly reason: string }> {
  const { text } = file;
  if (text.length > MAX_LENGTH) return { reason: `the file is longer than ${MAX_LENGTH} characters` };
  if (nestingOf(text) > MAX_NESTING) return { reason: `brackets are nested deeper than ${MAX_NESTING}` };
  const { analyze, parse } = await import('./syntax.ts');
  // In JavaScript an angle bracket before a name begins an element; in plain TypeScript it may be a cast.
  const jsx = !/\.[cm]?ts$/i.test(file.path);
  const read = (source: string, wrapped?: number): Code => {
    const program = parse(source, { range: true, loc: false, comment: true, jsx });
    return new Code(file, program, analyze(program, { sourceType: 'module', lib: [] }), wrapped);
  };
  try {
    return read(text);
  } catch (error) {
    const at = endOfImports(text);
    try {
      return read(`${text.slice(0, at)}${WRAPPER}${text.slice(at)}\n}`, at);
    } catch {
      return { reason: reasonOf(error) };
    }
  }
}

/** A parsed program: its nodes in document order, their parents, and what names refer to. */
export class Code {
  readonly nodes: readonly Node[];
  readonly #parents = new Map<Node, Node>();
  readonly #variables = new Map<Node, Variable>();

  constructor(
    readonly file: SourceFile,
    readonly program: TSESTree.Program,
    private readonly scopes: ScopeManager,
    /** Where a class was opened around a text of methods. */
    private readonly wrapped: number | undefined,
  ) {
    this.nodes = this.#walk();
    for (const scope of scopes.scopes) {
      for (const reference of scope.references) if (reference.resolved) this.#variables.set(reference.identifier, reference.resolved);
    }
  }

  parent(node: Node): Node | undefined {
    return this.#parents.get(node);
  }

  /** The node's place in the file. */
  span({ range }: { readonly range: readonly [number, number] }): Span {
    return { start: this.#offset(range[0]), end: this.#offset(range[1]) };
  }

  /** The source of a node, white space folded, at most 80 characters. */
  text(node: Node): string {
    const { start, end } = this.span(node);
    return this.file.text.slice(start, Math.min(end, start + 80)).replace(/\s+/g, ' ');
  }

  /** Whether a node is the class that was put around a text of methods. */
  isWrapper(node: Node): boolean {
    return this.wrapped !== undefined && node.range[0] === this.wrapped;
  }

  /** What an identifier in an expression refers to; undefined for globals. */
  variable(identifier: Node): Variable | undefined {
    return this.#variables.get(identifier);
  }

  /** The variables that a declaration brings. */
  declared(node: Node): readonly Variable[] {
    return this.scopes.getDeclaredVariables(node);
  }

  *comments(): Generator<Comment> {
    for (const comment of this.program.comments ?? []) yield { file: this.file, span: this.span(comment), text: comment.value };
  }

  /** Whether a comment inside a node says that something was left out. */
  isAbridged({ range }: Node): boolean {
    return (this.program.comments ?? []).some((comment) => comment.range[0] >= range[0] && comment.range[1] <= range[1] && ABRIDGED.test(comment.value));
  }

  #offset(offset: number): number {
    const { wrapped } = this;
    const own = wrapped === undefined || offset <= wrapped ? offset : Math.max(wrapped, offset - WRAPPER.length);
    return Math.min(own, this.file.text.length);
  }

  /** All nodes, each before what it holds. Without recursion: depth is the input's. */
  #walk(): Node[] {
    const nodes: Node[] = [];
    const todo: Node[] = [this.program];
    for (let node = todo.pop(); node; node = todo.pop()) {
      nodes.push(node);
      const children = childrenOf(node);
      for (const child of children) this.#parents.set(child, node);
      for (let i = children.length - 1; i >= 0; i--) todo.push(children[i] as Node);
    }
    return nodes;
  }
}

const NO_CHILDREN = new Set(['type', 'range', 'loc', 'parent', 'comments', 'tokens']);

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (NO_CHILDREN.has(key) || typeof value !== 'object' || value === null) continue;
    for (const item of Array.isArray(value) ? value : [value]) if (typeof item?.type === 'string' && Array.isArray(item.range)) children.push(item);
  }
  return children.sort((a, b) => a.range[0] - b.range[0]);
}

/** The deepest nesting of brackets, counted in comments and strings too: an upper bound. */
function nestingOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 40 || code === 91 || code === 123) most = Math.max(most, ++depth);
    else if (code === 41 || code === 93 || code === 125) depth = Math.max(0, depth - 1);
  }
  return most;
}

/** The offset behind the last line that imports something at the top level. */
function endOfImports(text: string): number {
  let end = 0;
  for (const match of text.matchAll(/^(?:import\b[^\n]*|[^\n]*\}\s*from\s*["'][^"'\n]*["'][^\n]*|(?:const|let|var)\b[^\n]*\brequire\([^\n]*)(?:\n|$)/gm))
    end = match.index + match[0].length;
  return end;
}

function reasonOf(error: unknown): string {
  const { message, location } = error as {
    readonly message?: string;
    readonly location?: { readonly start: { readonly line: number; readonly column: number } };
  };
  if (!location) return error instanceof RangeError ? 'its expressions are nested too deep' : String(message);
  return `line ${location.start.line}, column ${location.start.column + 1}: ${String(message)}`;
}
