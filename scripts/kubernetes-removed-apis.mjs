// Writes data/kubernetes-removed-apis.json: the API versions that Kubernetes has stopped serving, and the versions of Kubernetes that EKS supports.
// Usage: node scripts/kubernetes-removed-apis.mjs <deprecation-guide.md of kubernetes/website> <date of that text, YYYY-MM-DD> <version=end of support> …
import { readFileSync, writeFileSync } from 'node:fs';

const [path, asOf, ...supported] = process.argv.slice(2);
if (!path || !/^\d{4}-\d{2}-\d{2}$/.test(asOf ?? '') || !supported.every((entry) => /^1\.\d+=\d{4}-\d{2}-\d{2}$/.test(entry)) || supported.length === 0) {
  console.error('usage: node scripts/kubernetes-removed-apis.mjs <deprecation-guide.md> <date, YYYY-MM-DD> <version=end of extended support on EKS> …');
  process.exit(2);
}

const KINDS = /\b[A-Z][A-Za-z]+\b/g;
const NO_KINDS = new Set(['The', 'API', 'APIs']);
const apis = [];
// One part of the guide for each release, and in it one for each group of objects.
for (const release of readFileSync(path, 'utf8').split(/^### /m).slice(1)) {
  const version = /^v(1\.\d+)/.exec(release)?.[1];
  if (!version) continue;
  for (const part of release.split(/^#### /m).slice(1)) {
    const text = part.slice(part.indexOf('\n')).replace(/\s+/g, ' ');
    const statement = /^ ?(.*?(?:is|are|will) no longer (?:be )?served\b)/.exec(text)?.[1];
    if (!statement) continue;
    const old = [...statement.matchAll(/\*\*([\w./]+)\*\*/g)].map(([, api]) => api);
    const kinds = [...statement.replace(/\*\*[^*]*\*\*/g, '').matchAll(KINDS)].map(([kind]) => kind).filter((kind) => !NO_KINDS.has(kind));
    const successor = /[Mm]igrate manifests and API clients to use the \*\*([\w./]+)\*\*/.exec(text)?.[1];
    const same = /\bNo notable changes\b/.test(text);
    for (const apiVersion of old)
      for (const kind of kinds) apis.push({ apiVersion, kind, removed: version, ...(successor && { successor, ...(same && { same }) }) });
  }
}
// What a later release has removed itself is no successor.
for (const api of apis) {
  for (let next = api; next; ) {
    next = apis.find(({ apiVersion, kind }) => apiVersion === api.successor && kind === api.kind);
    if (next) Object.assign(api, { successor: next.successor }, api.same && next.same ? {} : { same: undefined });
  }
}
const minor = ({ removed }) => Number(removed.slice(2));
apis.sort((a, b) => minor(a) - minor(b) || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.apiVersion < b.apiVersion ? -1 : 1));
const lines = (list) => list.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
writeFileSync(
  new URL('../data/kubernetes-removed-apis.json', import.meta.url),
  `{
  "asOf": ${JSON.stringify(asOf)},
  "source": "https://kubernetes.io/docs/reference/using-api/deprecation-guide/ (CC BY 4.0): facts only; ends of support: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
  "supported": [
${lines(supported.map((entry) => entry.split('=')).map(([version, until]) => ({ version, until })))}
  ],
  "apis": [
${lines(apis)}
  ]
}
`,
);
console.log(`${apis.length} APIs, ${supported.length} supported versions`);
