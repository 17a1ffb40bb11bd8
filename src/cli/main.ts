import { relative } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { parsers } from '../parsers/index.ts';
import { visible } from '../reporters/visible.ts';
import { rules } from '../rules/index.ts';
import { type Arguments, helpText, readArguments } from './arguments.ts';
import { check } from './check.ts';
import { slashed } from './files.ts';
import { type Io, UsageError } from './io.ts';
import type { Parts } from './project.ts';
import { version } from './version.ts';

/**
 * The command line: answers the exit code and never throws.
 * 0: nothing at or above `--fail-on`; 1: findings; 2: the whole job could not be done.
 */
export async function main(argv: readonly string[], io: Io, parts: Parts = { parsers, rules }): Promise<0 | 1 | 2> {
  try {
    const args = readArguments(argv);
    if (args.has('version')) {
      io.stdout.write(`${version}\n`);
      return 0;
    }
    if (args.has('help')) {
      io.stdout.write(helpText(args.command, !args.isNamed));
      return 0;
    }
    return await run(args, io, parts);
  } catch (error) {
    io.stderr.write(explained(error, io.cwd));
    return 2;
  }
}

async function run(args: Arguments, io: Io, parts: Parts): Promise<0 | 1 | 2> {
  switch (args.command) {
    case 'check':
      return check(args, io, parts);
    case 'files':
      return (await import('./list-files.ts')).listFiles(args, io, parts);
    case 'explain':
      return (await import('./explain.ts')).explain(args, io, parts);
    case 'rules':
      return (await import('./list-rules.ts')).listRules(args, io, parts);
    case 'init':
      return (await import('./init.ts')).init(args, io);
    case 'graph':
      return (await import('./graph.ts')).graph(args, io, parts);
    case 'aws iam':
      return (await import('./aws-iam.ts')).awsIam(args, io, parts);
    case 'aws config-rule':
      return (await import('./aws-config-rule.ts')).awsConfigRule(args, io, parts);
  }
}

/** What went wrong, for standard error. */
function explained(error: unknown, cwd: string): string {
  if (error instanceof UsageError) return `lintel: ${visible(error.message)}\n`;
  if (error instanceof ConfigError) {
    return error.mistakes.map(({ file, line, column, text }) => `${visible(slashed(relative(cwd, file)))}:${line}:${column}: ${visible(text)}\n`).join('');
  }
  const stack = String((error instanceof Error && error.stack) || error);
  return `lintel: internal error, please report it:\n${stack.split('\n').map(visible).join('\n')}\n`;
}

/** Runs the command line in a process: reads its arguments and streams, sets its exit code, and leaves ending to Node so that nothing written is lost. */
export async function start(process: NodeJS.Process): Promise<void> {
  const opened: { stdout?: NodeJS.WriteStream; stderr?: NodeJS.WriteStream } = {};
  const open = (name: 'stdout' | 'stderr'): NodeJS.WriteStream => {
    const known = opened[name];
    if (known) return known;
    const stream = process[name];
    // The reader went away (`lintel | head`): what is left to write has no reader, and that is no error.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
    opened[name] = stream;
    return stream;
  };
  // Node makes a stream when it is first asked for, and each takes a part of a start: most runs need standard output alone.
  process.exitCode = await main(process.argv.slice(2), {
    get stdout() {
      return open('stdout');
    },
    get stderr() {
      return open('stderr');
    },
    readStdin: async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks);
    },
    cwd: process.cwd(),
    env: process.env,
    now: new Date(),
  });
}
