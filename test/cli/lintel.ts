import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { Parts } from '../../src/cli/project.ts';
import { fakeParts } from './fakes.ts';

/** A folder with files, taken away when the test is over. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'lintel-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) write(folder, path, content);
  return folder;
}

export function write(folder: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

interface World {
  readonly cwd: string;
  readonly parts?: Parts;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: string;
  readonly terminal?: boolean;
}

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in process. */
export async function lintel(
  argv: readonly string[],
  { cwd, parts = fakeParts, stdin = '', env = {}, now = '2026-06-15', terminal = false }: World,
): Promise<Result> {
  let stdout = '';
  let stderr = '';
  const code = await main(
    argv,
    {
      stdout: { write: (text) => (stdout += text), isTTY: terminal, columns: 100 },
      stderr: { write: (text) => (stderr += text), isTTY: terminal },
      readStdin: async () => Buffer.from(stdin),
      cwd,
      env,
      now: new Date(`${now}T12:00:00Z`),
    },
    parts,
  );
  return { code, stdout, stderr };
}

/** `file:line:column ruleId` of each finding of a JSON report. */
export function places(result: Result): string[] {
  const { findings } = JSON.parse(result.stdout) as { findings: { file: string; line: number; column: number; ruleId: string }[] };
  return findings.map(({ file, line, column, ruleId }) => `${file}:${line}:${column} ${ruleId}`);
}
