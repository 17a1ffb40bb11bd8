import type { Comment, Document, Parser, Problem, SubjectOf } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { fleetCommands, launches, mayLaunch } from '../ec2/commands.ts';
import type { Subjects } from '../subjects.ts';
import { languageOf, textClaims } from './claims.ts';
import { commandCredentials, commandImages } from './commands.ts';
import { invisibleProblems } from './invisible.ts';
import { lineSubjects } from './model.ts';
import { notebook } from './notebook.ts';
import { type LineKind, type Scan, scan } from './scan.ts';

const KINDS: Readonly<Record<string, LineKind>> = {
  'shell script': 'shell',
  PowerShell: 'powershell',
  'environment file': 'dotenv',
  SQL: 'sql',
  Python: 'python',
  makefile: 'makefile',
  JavaScript: 'javascript',
  Java: 'javascript',
};

/** Plain text files, line by line. */
const parser: Parser<Subjects> = {
  format: 'text',
  claims: textClaims,
  parse(file, host) {
    const language = languageOf(file.path, file.text);
    if (language === 'notebook') return notebook(file);
    const document = new TextDocument(file, KINDS[language ?? ''] ?? 'other', host);
    return { document, problems: document.problems() };
  },
};
export default parser;

/** Words in the names of secrets and the beginnings of known ones: a text without any is not looked at. */
const MAY_HOLD_SECRETS = /pass|pw|secret|token|key|code|AKIA|ASIA|eyJ|PRIVATE KEY|gh[pousr]_|glpat|xox|_live_|:\/\//i;

class TextDocument implements Document<Subjects> {
  readonly format = 'text';
  readonly surface = 'text';
  #scan: Scan | undefined;

  constructor(
    readonly file: SourceFile,
    private readonly kind: LineKind,
    private readonly host: Host,
  ) {}

  problems(): Problem[] {
    return this.kind === 'other' ? [] : invisibleProblems(this.file, () => this.#scanned());
  }

  *subjects(): Generator<SubjectOf<Subjects>> {
    const { file, kind } = this;
    yield* lineSubjects(file, kind);
    if (kind === 'shell' && file.text.includes('create-capacity-reservation-fleet')) yield* fleetCommands(file, this.#scanned().lines, this.host);
    if (mayLaunch(file.text)) yield* launches(file, this.#scanned().lines, kind);
    if (kind === 'shell' && /\bpull\b/.test(file.text)) yield* commandImages(file, this.#scanned().lines, 'text');
    if ((kind === 'shell' || kind === 'dotenv') && MAY_HOLD_SECRETS.test(file.text))
      yield* commandCredentials(file, this.#scanned().lines, kind, 'text', this.host);
  }

  *comments(): Generator<Comment> {
    const { file } = this;
    for (const span of this.#scanned().comments) {
      yield { file, span, text: file.text.slice(span.start, span.end).replace(/^(?:#+|--|\/\/|\/\*|<#|;|!)|(?:\*\/|#>)$/g, '') };
    }
  }

  /** The lines to the next empty one: a block in a text without nesting. */
  nodeAt(offset: number): Span | undefined {
    const { text } = this.file;
    const start = offset + (/^\s*/.exec(text.slice(offset, offset + 1000)) as RegExpExecArray)[0].length;
    if (start >= text.length) return undefined;
    const end = /\r?\n[ \t]*\r?\n/g;
    end.lastIndex = start;
    return { start, end: end.exec(text)?.index ?? text.trimEnd().length };
  }

  #scanned(): Scan {
    this.#scan ??= scan(this.file.text, this.kind);
    return this.#scan;
  }
}
