import type { Claim } from '../../core/document.ts';

/** Section names of the classic format that no other program's files have written so; prefixes of these work, too, but tell less. */
const HEADER = /^\[(service|input|output|filter|parser|multiline_parser|custom|stream_task|upstream|node|plugins)s?[ \t]*(?:\]|$)/i;
/** The same, shortened: Fluent Bit compares as many letters as are written. */
const SHORT_HEADER = /^\[(?:inp?u?|fi?l?t?e?|ou?t?p?u?)\]/i;
/** Names of the others' settings files that may stand in the way: `key=value`, `key = value`, `key: value`. */
const OTHER_DIALECT = /^[ \t]*[^\s#;[=]*[ \t]*[=:]/;

/**
 * Fluent Bit's two formats. Classic: a `.conf` file with a section header of Fluent Bit and lines of key, blank, value below it
 * (systemd and other INI dialects write `=`). YAML: `pipeline` with its lists, or a `service` section with settings that only Fluent Bit has.
 */
export function claims(name: string, text: string): Claim | undefined {
  if (/\.conf$/i.test(name)) return looksClassic(text) ? { sure: true, reason: 'sections of Fluent Bit' } : undefined;
  if (/\.ya?ml$/i.test(name)) return looksYaml(text) ? { sure: true, reason: 'a pipeline of Fluent Bit in YAML' } : undefined;
  return undefined;
}

/** Whether a text has the sections of the classic format, and the lines below the first one are not those of another INI dialect. */
export function looksClassic(text: string): boolean {
  let short = false;
  let header: string | undefined;
  for (const line of lines(text)) {
    if (header !== undefined) {
      if (OTHER_DIALECT.test(line)) return false;
      if (short) return /^[ \t]+name[ \t]/i.test(line);
      // `[Service]` alone is a unit of systemd as well.
      return header !== 'service' || line.startsWith('[') || /^[ \t]*[\w.@]+[ \t]+\S/.test(line);
    }
    short = SHORT_HEADER.test(line);
    header = HEADER.exec(line)?.[1]?.toLowerCase() ?? (short ? 'short' : undefined);
  }
  return header !== undefined && header !== 'service' && !short;
}

/** Settings of `service` that no other program's `service` has. */
const SERVICE_SETTING =
  /^[ \t]+["']?(?:flush|grace|daemon|log_?level|log_?file|parsers_?file|plugins_?file|streams_?file|http_?server|http_?listen|http_?port|hot_?reload|health_?check|storage\.\w+|scheduler\.\w+)["']?[ \t]*:/i;
const PIPELINE_LIST = /^[ \t]+["']?(?:inputs?|filters?|outputs?)["']?[ \t]*:[ \t]*(?:\[|#|$)/i;

/** Whether a YAML text has a pipeline, a service, or multiline parsers of Fluent Bit at its top. */
export function looksYaml(text: string): boolean {
  if (!/^["']?(?:pipeline|service|multiline_parsers)["']?[ \t]*:/im.test(text)) return false;
  // The OpenTelemetry collector has a service with pipelines.
  if (/^(?:receivers|exporters)[ \t]*:/m.test(text) || /^[ \t]*(?:\{\{|\{%)/m.test(text)) return false;
  let top = '';
  for (const line of lines(text)) {
    const key = /^["']?([\w.]+)["']?[ \t]*:/.exec(line)?.[1]?.toLowerCase();
    if (key !== undefined) top = key;
    else if (top === 'pipeline' && PIPELINE_LIST.test(line)) return true;
    else if (top === 'service' && SERVICE_SETTING.test(line)) return true;
    else if (top === 'multiline_parsers' && /^[ \t]*-[ \t]+["']?(?:name|type|flush_timeout|rules)["']?[ \t]*:/i.test(line)) return true;
  }
  return false;
}

/** Lines that say something: not empty, not a comment. */
function* lines(text: string): Generator<string> {
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const line = text.slice(start, Math.min(end, start + 400));
    if (/^[ \t]*[^\s#]/.test(line)) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    start = end + 1;
  }
}
