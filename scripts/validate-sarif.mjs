// Validates a SARIF file with Microsoft's SARIF Multitool, general rules and GitHub's: node scripts/validate-sarif.mjs <file.sarif>
// Exit codes: 0 no errors, or skipped (a line that starts with "skipped:"); 1 errors; 2 it could not be validated.
import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

process.exitCode = main(process.argv[2]);

/** @param {string | undefined} file */
function main(file) {
  if (file === undefined || !existsSync(file)) {
    console.error(file === undefined ? 'usage: node scripts/validate-sarif.mjs <file.sarif>' : `${file}: no such file`);
    return 2;
  }
  const program = multitool();
  if (!program) {
    console.log(`skipped: SARIF Multitool has no program for ${process.platform} here; ${file} was not validated`);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'lintel-sarif-'));
  try {
    return validate(program, file, join(folder, 'report.sarif'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Path of the native program; undefined where the package for this platform is not installed. */
function multitool() {
  let program;
  try {
    program = require('@microsoft/sarif-multitool');
  } catch {
    return undefined;
  }
  if (process.platform === 'win32') return existsSync(`${program}.exe`) ? `${program}.exe` : undefined;
  if (!existsSync(program)) return undefined;
  try {
    accessSync(program, constants.X_OK);
  } catch {
    // Its install script does this, but installs may run without scripts.
    chmodSync(program, 0o755);
  }
  return program;
}

/**
 * @param {string} program
 * @param {string} file
 * @param {string} report
 */
function validate(program, file, report) {
  const config = fileURLToPath(new URL('sarif-rules.xml', import.meta.url));
  const run = spawnSync(program, ['validate', file, '--rule-kind', 'Sarif;Ghas', '-c', config, '-o', report, '--log', 'ForceOverwrite'], { encoding: 'utf8' });
  // Its exit code is 0 even for a file full of errors: only the report counts.
  if (run.error || run.status !== 0 || !existsSync(report)) {
    console.error(`${file}: SARIF Multitool failed (${run.error?.message ?? `exit code ${run.status}`})\n${run.stdout}${run.stderr}`);
    return 2;
  }
  const [{ results = [], tool, invocations = [] }] = JSON.parse(readFileSync(report, 'utf8')).runs;
  const notifications = invocations.flatMap(({ toolExecutionNotifications = [], toolConfigurationNotifications = [] }) => [
    ...toolExecutionNotifications,
    ...toolConfigurationNotifications,
  ]);
  const problems = [...results, ...notifications].filter(({ level = 'warning' }) => level === 'error' || level === 'warning');
  for (const { ruleId = 'notification', level = 'warning', message, locations = [] } of problems) {
    const line = locations[0]?.physicalLocation?.region?.startLine;
    console.log(`${file}${line === undefined ? '' : `:${line}`}: ${level} ${ruleId}: ${textOf(message, ruleId, tool)}`);
  }
  const errors = problems.filter(({ level }) => level === 'error').length;
  console.log(`${file}: ${errors} errors, ${problems.length - errors} warnings`);
  return errors === 0 ? 0 : 1;
}

/**
 * A message of the report, with its arguments filled in.
 * @param {{ text?: string, id?: string, arguments?: string[] }} message
 * @param {string} ruleId
 * @param {{ driver: { rules?: { id: string, messageStrings?: Record<string, { text: string }> }[] } }} tool
 */
function textOf(message, ruleId, tool) {
  const template = message.text ?? tool.driver.rules?.find(({ id }) => id === ruleId)?.messageStrings?.[message.id ?? '']?.text ?? message.id ?? '';
  return template.replace(/\{(\d+)\}/g, (whole, index) => message.arguments?.[Number(index)] ?? whole);
}
