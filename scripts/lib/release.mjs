/** What a version may change: https://semver.org, and CONTRIBUTING.md for what that means for rules. */

const severities = ['info', 'warning', 'error'];

/** `1.2.3` as numbers; undefined for anything else. */
export function parsed(version) {
  const match = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(version);
  return match ? match.slice(1).map(Number) : undefined;
}

/** Sorts versions, the lowest first. */
export function byVersion(a, b) {
  const [left, right] = [parsed(a), parsed(b)];
  const i = left.findIndex((number, at) => number !== right[at]);
  return i < 0 ? 0 : left[i] - right[i];
}

/** The rules in the text of rules-docs/README.md as it was at some release: id, severity, profile. */
export function rulesInIndex(text) {
  return [...text.matchAll(/^\| \[([\w/-]+)\]\([^)]*\) \| (\w+) \| ([\w-]+) \|/gm)].map(([, id, severity, profile]) => ({ id, severity, profile }));
}

/**
 * What changed between the rules of two releases, by what it asks of the version: `major`: who runs lintel may see a build fail that passed,
 * for a reason that they already knew of, or name a rule that is no more; `minor`: there is more to find.
 */
export function changesOfRules(before, after) {
  const now = new Map(after.flatMap((rule) => [rule.id, ...(rule.aliases ?? [])].map((id) => [id, rule])));
  const known = new Map(before.map((rule) => [rule.id, rule]));
  const major = before.flatMap(({ id, severity }) => {
    const rule = now.get(id);
    if (!rule) return [`${id} is no more`];
    return severities.indexOf(rule.severity) > severities.indexOf(severity) ? [`${id}: from ${severity} to ${rule.severity}`] : [];
  });
  const wasRecommended = ({ id, aliases = [] }) => [id, ...aliases].some((name) => known.get(name)?.profile === 'recommended');
  const minor = after.filter((rule) => rule.profile === 'recommended' && !wasRecommended(rule)).map(({ id }) => `${id} is recommended now`);
  return { major, minor };
}

/** The least version that may follow `version` after such changes. Before 1.0 the second number stands for the first. */
export function leastVersion(version, { major, minor }) {
  const [first, second, third] = parsed(version);
  if (major.length > 0) return first === 0 ? `0.${second + 1}.0` : `${first + 1}.0.0`;
  if (minor.length > 0 && first > 0) return `${first}.${second + 1}.0`;
  return `${first}.${second}.${third + 1}`;
}

/** The section of a changelog for a version; undefined unless it is the first one. */
export function firstSection(changelog, version) {
  const [, heading, text] = /^## (.+)\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog.replaceAll('\r\n', '\n')) ?? [];
  return heading?.split(' ')[0] === version ? text.trim() : undefined;
}
