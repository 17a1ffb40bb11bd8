import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { escapeData } from '../reporters/github.ts';
import { type Io, UsageError } from './io.ts';
import { main } from './main.ts';

/** What the action needs of the runner's process; a test gives its own. */
export interface ActionIo extends Omit<Io, 'cwd' | 'readStdin' | 'stderr'> {
  /** What commands are guarded with: nothing that a linted file could guess. */
  readonly token: string;
}

const severities = ['error', 'warning', 'info', 'never'];

/**
 * The GitHub action: runs the command line with what the workflow says, so that SARIF is there whatever is found; then annotations, the job
 * summary and the outputs. Answers the exit code of the step. Inputs and files of the runner:
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export async function runAction(io: ActionIo): Promise<0 | 1 | 2> {
  const reports = mkdtempSync(join(io.env.RUNNER_TEMP || tmpdir(), 'lintel-'));
  try {
    return await run(io, reports);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stdout.write(`::error title=lintel::${escapeData(error.message)}\n`);
    setOutputs(io, { 'exit-code': 2 });
    return 2;
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

async function run(io: ActionIo, reports: string): Promise<0 | 1 | 2> {
  const { env, stdout, token } = io;
  const workspace = env.GITHUB_WORKSPACE || '.';
  const cwd = resolve(workspace, input(env, 'working-directory') || '.');
  if (!existsSync(cwd) || !statSync(cwd).isDirectory()) throw new UsageError(`working-directory: ${cwd} is no folder`);
  const sarif = input(env, 'sarif-file') === '' ? undefined : resolve(workspace, input(env, 'sarif-file'));
  const report = { json: join(reports, 'report.json'), github: join(reports, 'annotations'), markdown: join(reports, 'summary.md') };
  if (sarif !== undefined) {
    mkdirSync(dirname(sarif), { recursive: true });
    // A file of an earlier step must not pass for this one's.
    rmSync(sarif, { force: true });
  }

  const argv = argumentsOf(env, { sarif, ...report });
  const wanted = { annotations: isOn(env, 'annotations'), summary: isOn(env, 'summary') };
  const errors: string[] = [];
  // What files hold is text, whatever command of the runner it looks like.
  stdout.write(`::stop-commands::${token}\n`);
  const code = await main(argv, {
    ...io,
    env: { FORCE_COLOR: '1', ...env },
    cwd,
    readStdin: async () => new Uint8Array(),
    stderr: {
      write: (text: string) => {
        errors.push(text);
        stdout.write(text);
      },
    },
  });
  stdout.write(`\n::${token}::\n`);

  const annotations = wanted.annotations ? read(report.github) : undefined;
  if (annotations !== undefined) stdout.write(annotations);
  const summary = wanted.summary ? read(report.markdown) : undefined;
  if (summary !== undefined && env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, summary);
  if (code === 2 && errors.length > 0) stdout.write(`::error title=lintel could not do the whole job::${escapeData(errors.join('').trimEnd())}\n`);
  const json = read(report.json);
  const counts = json === undefined ? undefined : (JSON.parse(json) as { summary: Record<'errors' | 'warnings' | 'infos', number> }).summary;
  setOutputs(io, {
    'sarif-file': sarif !== undefined && existsSync(sarif) ? sarif : '',
    findings: counts ? counts.errors + counts.warnings + counts.infos : '',
    errors: counts?.errors ?? '',
    warnings: counts?.warnings ?? '',
    'exit-code': code,
  });
  return code;
}

/** The command line that the inputs stand for. */
function argumentsOf(env: Io['env'], reports: Readonly<Record<'json' | 'github' | 'markdown' | 'sarif', string | undefined>>): string[] {
  const failOn = input(env, 'fail-on') || 'error';
  if (!severities.includes(failOn)) throw new UsageError(`fail-on is error, warning, info or never, not "${failOn}"`);
  const options = ['--no-progress', ...(failOn === 'never' ? ['--exit-zero'] : ['--fail-on', failOn])];
  for (const [format, file] of Object.entries(reports)) if (file !== undefined) options.push('--format', `${format}:${file}`);
  options.push('--format', input(env, 'format') || 'terminal');
  for (const name of ['config', 'baseline']) {
    const value = input(env, name);
    if (value !== '') options.push(`--${name}=${value}`);
  }
  const paths = input(env, 'paths')
    .split(/\r?\n/)
    .map((path) => path.trim())
    .filter((path) => path !== '');
  return ['check', ...options, ...words(input(env, 'args')), '--', ...paths];
}

/** An input as the runner hands it over: blanks in its name are underscores, the rest is as it stands; '' when it was not given. */
function input(env: Io['env'], name: string): string {
  return (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim();
}

/** An input that is yes or no, as YAML's core schema writes it. */
function isOn(env: Io['env'], name: string): boolean {
  const value = input(env, name) || 'true';
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  if (/^(?:false|False|FALSE)$/.test(value)) return false;
  throw new UsageError(`${name} is true or false, not "${value}"`);
}

/** The words of a command line, with quotes as in a shell; nothing is expanded. */
function words(text: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (const character of text) {
    if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') throw new UsageError(`args: a ${quote} without its end`);
  return word === undefined ? found : [...found, word];
}

function setOutputs({ env, token }: ActionIo, outputs: Readonly<Record<string, string | number>>): void {
  if (!env.GITHUB_OUTPUT) return;
  const text = Object.entries(outputs).map(([name, value]) => `${name}<<${token}\n${value}\n${token}\n`);
  appendFileSync(env.GITHUB_OUTPUT, text.join(''));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs the action in the runner's process and sets its exit code. */
export async function startAction(process: NodeJS.Process): Promise<void> {
  const { stdout, env } = process;
  const { randomUUID } = await import('node:crypto');
  process.exitCode = await runAction({ stdout, env, now: new Date(), token: `lintel-${randomUUID()}` });
}
