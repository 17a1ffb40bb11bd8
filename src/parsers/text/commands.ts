import type { SubjectOf } from '../../core/document.ts';
import { type Host, noHost } from '../../core/host.ts';
import type { Surface } from '../../core/rule.ts';
import type { SourceFile } from '../../core/source-file.ts';
import { known, pattern } from '../../core/value.ts';
import { type CredentialSubjects, mayBeCredential } from '../credential/model.ts';
import type { ImageSubjects } from '../image/model.ts';
import { writtenImage } from '../image/written.ts';
import type { LineKind, ScannedLine } from './scan.ts';

/** A command that pulls an image by its name, up to its arguments. `docker run` is none: it may name an image that was built a moment ago. */
const PULL = /(?<![\w./$-])(?:docker|podman|nerdctl|finch|crane)[ \t]+(?:image[ \t]+)?pull(?=[ \t])/g;
/** Options of `pull` that take a value. */
const VALUED = new Set(['--platform', '--creds', '--authfile', '--arch', '--os', '--tls-verify', '--cert-dir', '--namespace']);

/** The images that commands pull. */
export function* commandImages(file: SourceFile, lines: readonly ScannedLine[], surface: Surface): Generator<SubjectOf<ImageSubjects>> {
  if (!/\bpull\b/.test(file.text)) return;
  for (const line of lines) {
    if (line.heredoc) continue;
    for (const match of line.code.matchAll(PULL)) {
      // In a string it is a message, unless a shell or a program is given it.
      if (line.strings.some(({ start, end }) => match.index >= start && match.index < end) || /^\s*(?:echo|printf)\b/.test(line.code)) continue;
      const word = firstOperand(line.code, match.index + match[0].length);
      if (!word) continue;
      const { text } = word;
      const isAsWritten = text.length === word.end - word.start && !text.includes('$');
      const span = { start: line.start + word.start, end: line.start + word.end };
      const place = { file, span, path: match[0].replace(/[ \t]+/g, ' ') };
      yield {
        type: 'image.reference',
        node: {
          where: 'command',
          surface,
          value: () => writtenImage(place, text),
          locate: (part) => (isAsWritten ? { ...place, span: { start: span.start + part.start, end: Math.min(span.end, span.start + part.end) } } : place),
        },
      };
    }
  }
}

/** A word of a shell: parts in quotes and others, without a blank. Of a command in a string the quote behind it closes that string. */
const WORD = /(?:"[^"\s]*"|'[^'\s]*'|[^\s;|&()<>"'])+/y;

/** The first word behind the options, and what it is without its quotes; undefined when there is none, or where a substitution makes it another command's business. */
function firstOperand(code: string, from: number): { readonly start: number; readonly end: number; readonly text: string } | undefined {
  let at = from;
  for (;;) {
    while (code[at] === ' ' || code[at] === '\t') at++;
    WORD.lastIndex = at;
    const [word = ''] = WORD.exec(code) ?? [];
    if (word === '' || word === '\\' || word.includes('$(') || word.includes('`')) return undefined;
    const inQuotes = /^(["'])[^"']*\1$/.test(word) ? 1 : 0;
    const text = word.replace(/["']/g, '');
    if (!text.startsWith('-')) return { start: at + inQuotes, end: at + word.length - inQuotes, text };
    at += word.length;
    if (VALUED.has(text)) {
      while (code[at] === ' ' || code[at] === '\t') at++;
      while (at < code.length && !/\s/.test(code[at] as string)) at++;
    }
  }
}

/** `export NAME=value` and its like, with the value in quotes or bare. */
const ASSIGNMENT =
  /(?:^[ \t]*|[;&|][ \t]*)(?:(?:export|declare|local|readonly|typeset|env|set)[ \t]+(?:-\w+[ \t]+)*)?([A-Za-z_]\w{0,100})=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"'`;&|()<>]+))/g;
/** The same of environment files, where blanks may stand around and a bare value goes on to the line's end. */
const SETTING = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]{0,100})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"'#][^\s#]*))/;

const REPLACEMENTS = {
  shell: 'Read it when it is needed: {name}="$(aws secretsmanager get-secret-value --secret-id <secret> --query SecretString --output text)".',
  dotenv:
    'Keep the file out of the repository (.gitignore) and commit an .env.example without values; let the deployment read the value from AWS Secrets Manager.',
} as const;

/** Files that are there to be copied and filled in. */
const SAMPLE =
  /\.(?:example|sample|template|dist|tmpl|tpl|default|defaults)$|(?:^|[./-])(?:example|sample|template)\.env$|\.env\.(?:example|sample|template|dist|defaults?)\b/i;

/** Bundlers by what tells of them in a folder, and the names of the settings that each puts into programs. */
const BUNDLERS: readonly (readonly [name: string, file: RegExp, dependency: RegExp, settings: RegExp])[] = [
  ['Vite', /^vite\.config\./, /"vite"\s{0,9}:/, /^VITE_/],
  ['Create React App', /^$/, /"react-scripts"\s{0,9}:/, /^REACT_APP_/],
  ['Next.js', /^next\.config\./, /"next"\s{0,9}:/, /^NEXT_PUBLIC_/],
  ['webpack', /^webpack\.config\./, /"webpack"\s{0,9}:/, /^/],
  ['Parcel', /^\.parcelrc$/, /"parcel"\s{0,9}:/, /^/],
];

/** The bundler beside an environment file that puts a setting into the programs that browsers load. */
function bundlerOf(file: SourceFile, host: Host, setting: string): string | undefined {
  const names = host.siblings(file);
  if (names === 'unknown') return undefined;
  const manifest = names.includes('package.json') ? host.read(file, 'package.json') : undefined;
  const text = typeof manifest === 'object' ? manifest.text : '';
  // The first that is there decides: webpack is a part of others.
  const found = BUNDLERS.find(([, pattern, dependency]) => names.some((name) => pattern.test(name)) || dependency.test(text));
  return found?.[3].test(setting) ? found[0] : undefined;
}

/** Variables that the lines of a script or of an environment file set, where they may hold a secret. */
export function* commandCredentials(
  file: SourceFile,
  lines: readonly ScannedLine[],
  kind: Extract<LineKind, 'shell' | 'dotenv'>,
  surface: Surface,
  host: Host = noHost,
): Generator<SubjectOf<CredentialSubjects>> {
  if (SAMPLE.test(file.root.path)) return;
  for (const { code, start: lineStart, heredoc } of lines) {
    if (heredoc || !code.includes('=') || code.length > 20_000) continue;
    const setting = kind === 'dotenv' ? SETTING.exec(code) : null;
    for (const match of kind === 'shell' ? code.matchAll(ASSIGNMENT) : setting ? [setting] : []) {
      const [whole, name = '', double, single, bare = ''] = match;
      const quoted = double ?? single;
      const text = quoted ?? bare;
      if (!mayBeCredential(name, text)) continue;
      const end = lineStart + match.index + whole.length - (quoted === undefined ? 0 : 1);
      const place = { file, span: { start: end - text.length, end }, path: name };
      yield {
        type: 'credential',
        node: {
          name,
          surface,
          holder: kind === 'shell' ? 'this script' : 'this environment file',
          replacement: REPLACEMENTS[kind].replace('{name}', name),
          isSecretPlace: false,
          ...(kind === 'dotenv' && { environment: { bundler: () => bundlerOf(file, host, name) } }),
          // A shell puts variables in wherever there are no single quotes.
          value: () => (single === undefined && /[$`]/.test(text) ? pattern(place, [{ hole: 'any', name }]) : known(place, text)),
        },
      };
    }
  }
}
