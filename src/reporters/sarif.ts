import { docsUrl, projectUrl } from '../core/docs-url.ts';
import type { Failure, Finding, Fix, Location, Note, Outcome } from '../core/finding.ts';
import type { RuleMeta } from '../core/rule.ts';
import type { Position } from '../core/source-file.ts';
import type { ReportEnvironment } from './index.ts';
import { jsonText } from './json-text.ts';
import { lineHashes } from './line-hashes.ts';
import { prose } from './prose.ts';
import { Sources } from './sources.ts';
import { sentence, whenText, worstFirst } from './summary.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;
const problemSeverities = { error: 'error', warning: 'warning', info: 'recommendation' } as const;
/** GitHub's limit for descriptions, in characters. */
const descriptionLimit = 1024;
/** GitHub keeps no more. */
const tagLimit = 10;

/** For code scanning: SARIF 2.1.0 with what GitHub reads. Suppressed findings are left out unless asked for, because GitHub shows them as open. */
export function sarif(outcome: Outcome, environment: ReportEnvironment): string {
  return new SarifReport(outcome, environment).write();
}

class SarifReport {
  readonly #sources: Sources;
  readonly #hashes = new Map<string, string[]>();
  readonly #findings: readonly Finding[];
  readonly #ruleIds: readonly string[];

  constructor(
    private readonly outcome: Outcome,
    private readonly environment: ReportEnvironment,
  ) {
    this.#sources = new Sources((path) => environment.readText(path));
    // Worst first: GitHub keeps the first 5,000 results.
    this.#findings = outcome.findings.filter((finding) => environment.includeSuppressed || !finding.suppressed).sort(worstFirst);
    this.#ruleIds = [...new Set(this.#findings.map((finding) => finding.ruleId))].sort();
  }

  write(): string {
    const { outcome, environment } = this;
    const metas = new Map(environment.rules.map((meta) => [meta.id, meta]));
    return jsonText({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'lintel',
              semanticVersion: environment.version,
              informationUri: projectUrl,
              rules: this.#ruleIds.map((id) => descriptor(id, metas.get(id))),
            },
          },
          automationDetails: { id: 'lintel/' },
          columnKind: 'utf16CodeUnits',
          originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the linted repository.' } } },
          invocations: [
            {
              executionSuccessful: outcome.failures.length === 0,
              toolExecutionNotifications: [...outcome.notes.map((note) => this.#note(note)), ...outcome.failures.map((failure) => this.#failure(failure))],
            },
          ],
          results: this.#findings.map((finding) => this.#result(finding)),
        },
      ],
    });
  }

  #result(finding: Finding): object {
    const { ruleId, certainty, when, precision, surface, about } = finding;
    const fixes = finding.fixes.flatMap((fix) => this.#fix(fix));
    return {
      ruleId,
      ruleIndex: this.#ruleIds.indexOf(ruleId),
      level: levels[finding.severity],
      message: { text: messageText(finding) },
      locations: [this.#location(finding)],
      relatedLocations:
        finding.related.length > 0
          ? finding.related.map((related, index) => ({ id: index + 1, ...this.#location(related), message: { text: plain(related.text) } }))
          : undefined,
      partialFingerprints: { primaryLocationLineHash: this.#lineHash(finding), 'lintelFingerprint/v1': finding.fingerprint },
      fixes: fixes.length > 0 ? fixes : undefined,
      suppressions: this.environment.includeSuppressed ? suppressions(finding) : undefined,
      properties: { certainty, when, precision, surface, about },
    };
  }

  #location(location: Location): object {
    return {
      physicalLocation: { artifactLocation: this.#artifact(location.path), region: this.#region(location) },
      logicalLocations: location.logicalPath === '' ? undefined : [{ fullyQualifiedName: location.logicalPath }],
    };
  }

  /** An empty span is widened to the character at it, or before it at the end of a line: viewers show nothing for an empty region. */
  #region(location: Location): object {
    const { line, column } = location;
    const end = this.#sources.end(location);
    if (end.line > line || end.column > column) return region(location, end);
    const whole = this.#sources.line(location, line);
    const length = whole ? whole.start + whole.text.length : 0;
    if (column <= length) return region(location, { line, column: column + 1 });
    return column > 1 ? region({ line, column: column - 1 }, { line, column }) : region(location, location);
  }

  #lineHash(finding: Finding): string | undefined {
    let hashes = this.#hashes.get(finding.path);
    if (!hashes) {
      const file = this.#sources.of(finding.path);
      hashes = file ? lineHashes(file.text) : [];
      this.#hashes.set(finding.path, hashes);
    }
    return hashes[finding.line - 1];
  }

  /** The fix by lines and columns; none when a text that it edits can't be had. */
  #fix(fix: Fix): object[] {
    const changes = new Map<string, object[]>();
    for (const { path, span, text } of fix.edits) {
      const file = this.#sources.of(path);
      if (!file) return [];
      const replacements = changes.get(path) ?? [];
      changes.set(path, replacements);
      replacements.push({ deletedRegion: region(file.positionAt(span.start), file.positionAt(span.end)), insertedContent: { text } });
    }
    const artifactChanges = [...changes].map(([path, replacements]) => ({ artifactLocation: this.#artifact(path), replacements }));
    return [{ description: { text: fix.title }, artifactChanges, properties: { safety: fix.safety } }];
  }

  #note({ path, kind, reason }: Note): object {
    return { level: 'note', message: { text: sentence(`${kind}: ${plain(reason)}`) }, locations: this.#file(path) };
  }

  #failure({ ruleId, path, error }: Failure): object {
    return {
      level: 'error',
      message: { text: sentence(plain(`${ruleId ? `${ruleId}: ` : ''}${error.name}: ${error.message}`)) },
      exception: { kind: error.name, message: error.message },
      locations: this.#file(path),
    };
  }

  #file(path: string | undefined): object[] | undefined {
    return path === undefined || path === '.' ? undefined : [{ physicalLocation: { artifactLocation: this.#artifact(path) } }];
  }

  #artifact(path: string): object {
    return { uri: uriOf(this.environment.repositoryPathOf(path)), uriBaseId: '%SRCROOT%' };
  }
}

/** Either all results of a run have this list or none (SARIF 3.27.23); an empty one says that the result is not suppressed. */
function suppressions({ suppressed }: Finding): object[] {
  return suppressed ? [{ kind: suppressed.by === 'baseline' ? 'external' : 'inSource', justification: suppressed.reason }] : [];
}

function region(start: Position, end: Position): object {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A relative URI reference, each segment percent-encoded. Half a surrogate pair can't be encoded and becomes U+FFFD. */
function uriOf(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd')))
    .join('/');
}

/** What the report says of a rule. A finding of a rule without meta (never one of ours) still gets the descriptions that GitHub demands. */
function descriptor(id: string, meta: RuleMeta | undefined): object {
  const url = docsUrl(id);
  if (!meta) return { id, shortDescription: { text: id }, fullDescription: { text: id }, help: { text: url }, helpUri: url };
  const security = meta.securitySeverity !== undefined && meta.securitySeverity > 0;
  const tags = [...new Set([...(security ? ['security'] : []), ...meta.tags])].slice(0, tagLimit);
  return {
    id,
    shortDescription: { text: cut(meta.summary) },
    fullDescription: { text: cut(meta.why) },
    help: {
      text: [meta.why, meta.remediation, ...meta.references, `Documentation: ${url}`].join('\n\n'),
      markdown: [
        `## Why it matters\n\n${prose(meta.why)}`,
        `## What to do\n\n${prose(meta.remediation)}`,
        `## More\n\n${[`- [Documentation of ${id}](${url})`, ...meta.references.map((reference) => `- <${reference}>`)].join('\n')}`,
      ].join('\n\n'),
    },
    helpUri: url,
    defaultConfiguration: { level: levels[meta.severity] },
    properties: {
      tags,
      precision: meta.precision,
      'problem.severity': problemSeverities[meta.severity],
      'security-severity': security ? meta.securitySeverity?.toFixed(1) : undefined,
    },
  };
}

function cut(text: string): string {
  return text.length <= descriptionLimit ? text : `${text.slice(0, descriptionLimit - 1).replace(/\p{Surrogate}/gu, '')}…`;
}

/** Message, when it holds, advice, and links to the related places; the first sentence is the alert's title. */
function messageText({ message, when, advice, related }: Finding): string {
  const parts = [sentence(plain(message))];
  if (when) parts.push(`It holds when ${plain(whenText(when))}.`);
  // Several lines are text to type, where a full stop at the end would be typed too.
  parts.push(advice.includes('\n') ? `${plain(advice)}\n` : sentence(plain(advice)));
  if (related.length > 0) parts.push(`See ${related.map((place, index) => `[${linkText(place.text)}](${index + 1})`).join(', ')}.`);
  return parts.join(' ').trimEnd();
}

/** Text in which nothing reads as an embedded link. */
function plain(text: string): string {
  return text.replaceAll('](', '] (');
}

function linkText(text: string): string {
  return text.replace(/[[\]\\]/g, '\\$&');
}
