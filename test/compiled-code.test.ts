import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What V8 did with each module of the program, in order. */
const spy = `
const vm = require('node:vm');
const seen = [];
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    seen.push(options.cachedData === undefined ? 'compiled' : this.cachedDataRejected ? 'rejected' : 'kept');
  }
};
process.on('exit', () => require('node:fs').writeFileSync(process.env.SPY, JSON.stringify(seen)));
`;
let work: string;
let program: string;
let home: string;

beforeEach(() => {
  work = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-compiled-')));
  program = join(work, 'program');
  home = join(work, 'home');
  for (const name of ['bin', 'dist', 'package.json']) cpSync(join(root, name), join(program, name), { recursive: true });
  mkdirSync(home);
  writeFileSync(join(work, 'spy.cjs'), spy);
  writeFileSync(join(work, 'policy.json'), '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}\n');
  writeFileSync(join(work, 'Dockerfile'), 'FROM nginx\n');
});

afterEach(() => rmSync(work, { recursive: true }));

const environment = (more: NodeJS.ProcessEnv = {}) => ({
  PATH: process.env.PATH,
  ...(process.platform === 'win32' ? { LOCALAPPDATA: home, SystemRoot: process.env.SystemRoot } : { HOME: home }),
  SPY: join(work, 'seen.json'),
  ...more,
  NODE_OPTIONS: `--require "${join(work, 'spy.cjs').replaceAll('\\', '/')}" ${more.NODE_OPTIONS ?? ''}`,
});

interface Run {
  readonly output: string;
  /** How many modules of each kind. */
  readonly seen: { readonly compiled?: number; readonly kept?: number; readonly rejected?: number };
}

function lintel(args: readonly string[], more: NodeJS.ProcessEnv = {}, user?: number): Run {
  writeFileSync(join(work, 'seen.json'), '[]');
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(program, 'bin/lintel.js'), ...args], {
    cwd: work,
    encoding: 'utf8',
    env: environment(more),
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  const seen: Record<string, number> = {};
  for (const kind of JSON.parse(readFileSync(join(work, 'seen.json'), 'utf8')) as string[]) seen[kind] = (seen[kind] ?? 0) + 1;
  return { output: `${stdout}${stderr}${status}`, seen };
}

const policy = ['policy.json'];
const among = () => join(home, ...(process.platform === 'win32' ? ['lintel'] : ['.cache', 'lintel']));
const beside = () => join(program, '.cache');
const files = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);
const onlyFile = (folder = beside()) => {
  expect(files(folder)).toHaveLength(1);
  return join(folder, files(folder)[0] as string);
};
const allKept = { kept: expect.any(Number) };

interface Index {
  readonly [name: string]: { readonly at: number; readonly length: number; cpu: number };
}

/** The index of a file, where the codes begin, and how to write another index. */
function indexOf(path: string): { readonly index: Index; readonly start: number; readonly write: () => void } {
  const all = readFileSync(path);
  const start = 8 + all.readUInt32LE(4);
  const index = JSON.parse(all.toString('utf8', 8, start)) as Index;
  const write = () => {
    const text = Buffer.from(JSON.stringify(index));
    const head = Buffer.alloc(8);
    head.writeUInt32LE(crc32(text), 0);
    head.writeUInt32LE(text.length, 4);
    writeFileSync(path, Buffer.concat([head, text, all.subarray(start)]));
  };
  return { index, start, write };
}

test('what one run compiled serves the next, which leaves the file alone', () => {
  const first = lintel(policy);
  expect(first.seen).toEqual({ compiled: expect.any(Number) });
  const { ino, mtimeMs } = statSync(onlyFile());
  const second = lintel(policy);
  expect(second).toEqual({ output: first.output, seen: { kept: first.seen.compiled } });
  expect(statSync(onlyFile())).toMatchObject({ ino, mtimeMs });
});

test('modules that a run needs besides are added, and the others stay', () => {
  lintel(policy);
  const { seen } = lintel(['Dockerfile']);
  expect(seen).toEqual({ kept: expect.any(Number), compiled: expect.any(Number) });
  expect(lintel(['Dockerfile']).seen).toEqual(allKept);
  expect(lintel(policy).seen).toEqual(allKept);
});

test('a run that takes twice as long as the one before is kept, another one not', () => {
  lintel(policy);
  const cpu = (milliseconds: number) => {
    const { index, write } = indexOf(onlyFile());
    for (const entry of Object.values(index)) entry.cpu = milliseconds;
    write();
    expect(lintel(policy).seen).toEqual(allKept);
    return new Set(Object.values(indexOf(onlyFile()).index).map((entry) => entry.cpu));
  };
  expect(cpu(1_000_000)).toEqual(new Set([1_000_000]));
  expect(cpu(1)).not.toContain(1);
});

test("Node's own variable turns it off, and so does measuring coverage", () => {
  for (const variables of [{ NODE_DISABLE_COMPILE_CACHE: '1' }, { NODE_V8_COVERAGE: join(work, 'coverage') }]) {
    lintel(policy, variables);
    expect([...files(beside()), ...files(among())]).toEqual([]);
  }
  lintel(policy);
  expect(lintel(policy, { NODE_DISABLE_COMPILE_CACHE: '1' }).seen).toEqual({ compiled: expect.any(Number) });
});

describe('a file that is not whole', () => {
  const last = (path: string) => statSync(path).size - 1;
  const changed = (path: string, at: number) => {
    const all = readFileSync(path);
    all[at] = (all[at] as number) ^ 1;
    writeFileSync(path, all);
  };
  test.each<[string, (path: string) => void]>([
    ['is empty', (path) => truncateSync(path, 0)],
    ['ends in its head', (path) => truncateSync(path, 5)],
    ['ends in its index', (path) => truncateSync(path, 100)],
    ['ends in a code', (path) => truncateSync(path, last(path) - 1000)],
    ['has another byte in its index', (path) => changed(path, 50)],
    ['has another byte in a code', (path) => changed(path, last(path) - 1000)],
    ['is something else', (path) => writeFileSync(path, 'x'.repeat(100_000))],
    ['is a folder', (path) => [rmSync(path), mkdirSync(path)]],
  ])('%s: it is written anew', (_, damage) => {
    const { output } = lintel(policy);
    damage(onlyFile());
    const { output: again, seen } = lintel(policy);
    expect(again).toBe(output);
    expect(seen.compiled).toBeGreaterThan(0);
    expect(seen.rejected).toBeUndefined();
    if (_ !== 'is a folder') expect(lintel(policy)).toEqual({ output, seen: allKept });
  });

  test('a byte of one code is the loss of that one', () => {
    lintel(policy);
    changed(onlyFile(), last(onlyFile()) - 10);
    expect(lintel(policy).seen).toEqual({ kept: expect.any(Number), compiled: 1 });
  });

  test.skipIf(process.platform === 'win32')('a pipe in its place keeps nobody waiting', () => {
    const { output } = lintel(policy);
    const path = onlyFile();
    rmSync(path);
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    expect(lintel(policy).output).toBe(output);
  });
});

test('a module that changes to another of the same length is compiled', () => {
  lintel(['--help']);
  const chunks = join(program, 'dist/chunks');
  const chunk = readdirSync(chunks).find((name) => readFileSync(join(chunks, name), 'utf8').includes('Lint files and folders')) as string;
  writeFileSync(join(chunks, chunk), readFileSync(join(chunks, chunk), 'utf8').replace('Lint files and folders', 'Lint FILES and folders'));
  const { output, seen } = lintel(['--help']);
  expect(output).toContain('Lint FILES and folders');
  expect(seen).toEqual({ kept: expect.any(Number), compiled: 1 });
  expect(lintel(['--help']).seen).toEqual(allKept);
});

test('modules that are no more are forgotten', () => {
  lintel(['Dockerfile']);
  const { index, write } = indexOf(onlyFile());
  const [entry] = Object.values(index);
  Object.assign(index, { 'dist/chunks/gone-ABCDEFGH.cjs': entry });
  write();
  lintel(policy);
  expect(Object.keys(indexOf(onlyFile()).index)).not.toContain('dist/chunks/gone-ABCDEFGH.cjs');
});

test('each set of flags has a file of its own, and the oldest of many go', () => {
  lintel(policy);
  const { seen } = lintel(policy, { NODE_OPTIONS: '--stack-trace-limit=20' });
  expect(seen).toEqual({ compiled: expect.any(Number) });
  expect(files(beside())).toHaveLength(2);
  expect(lintel(policy).seen).toEqual(allKept);
  expect(lintel(policy, { NODE_OPTIONS: '--stack-trace-limit=20' }).seen).toEqual(allKept);
  for (let i = 0; i < 10; i++) {
    writeFileSync(join(beside(), `old-${i}`), '');
    utimesSync(join(beside(), `old-${i}`), i, i);
  }
  lintel(['Dockerfile']);
  expect(files(beside()).sort()).toEqual([...files(beside()).filter((name) => name.startsWith('node-')), 'old-4', 'old-5', 'old-6', 'old-7', 'old-8', 'old-9']);
});

test('a program that was moved tells of its new place when something fails', () => {
  const main = join(program, 'dist/cli.cjs');
  writeFileSync(main, readFileSync(main, 'utf8').replace('"use strict";', '"use strict";\nfunction broken() { throw new Error("broken"); }\nbroken();\n'));
  const first = lintel(policy).output;
  const frames = (folder: string) => [`at broken (${pathToFileURL(folder).href}/dist/cli.cjs:2:27)`, `at ${pathToFileURL(folder).href}/dist/cli.cjs:3:1`];
  for (const frame of frames(program)) expect(first).toContain(frame);
  const second = lintel(policy);
  expect(second).toEqual({ output: first, seen: allKept });
  const before = program;
  program = join(work, 'moved');
  renameSync(before, program);
  const { output } = lintel(policy);
  for (const frame of frames(program)) expect(output).toContain(frame);
});

test('a failure in the first line of a module has its column', () => {
  const main = join(program, 'dist/cli.cjs');
  writeFileSync(main, readFileSync(main, 'utf8').replace('"use strict";', '"use strict";throw new Error("broken");'));
  for (let i = 0; i < 2; i++) expect(lintel(policy).output).toContain(`at ${pathToFileURL(main).href}:1:20\n`);
});

test('where nothing can be written beside the program, it is kept among the caches of the user; and else nowhere', () => {
  writeFileSync(beside(), 'not a folder');
  const { output } = lintel(policy);
  const path = onlyFile(among());
  expect(lintel(policy)).toEqual({ output, seen: allKept });
  rmSync(path);
  rmSync(among(), { recursive: true });
  writeFileSync(among(), 'not a folder');
  expect(lintel(policy)).toEqual({ output, seen: { compiled: expect.any(Number) } });
});

test.skipIf(process.platform === 'win32')('XDG_CACHE_HOME says where the caches of the user are, unless it is relative', () => {
  writeFileSync(beside(), 'not a folder');
  const caches = join(work, 'caches');
  lintel(policy, { XDG_CACHE_HOME: caches });
  onlyFile(join(caches, 'lintel'));
  expect(files(among())).toEqual([]);
  lintel(policy, { XDG_CACHE_HOME: 'relative' });
  onlyFile(among());
  expect(existsSync(join(work, 'relative'))).toBe(false);
});

describe.skipIf(process.platform === 'win32')('what others may write', () => {
  test('a folder that is open to others is neither read nor written', () => {
    lintel(policy);
    const path = onlyFile();
    chmodSync(beside(), 0o777);
    const { mtimeMs } = statSync(path);
    expect(lintel(policy).seen).toEqual({ compiled: expect.any(Number) });
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
    expect(lintel(policy).seen).toEqual(allKept);
    onlyFile(among());
  });

  test('a file that is open to others is not read, and replaced', () => {
    lintel(policy);
    chmodSync(onlyFile(), 0o666);
    expect(lintel(policy).seen).toEqual({ compiled: expect.any(Number) });
    expect(statSync(onlyFile()).mode & 0o777).toBe(0o644);
    expect(lintel(policy).seen).toEqual(allKept);
  });

  describe.skipIf(process.getuid?.() !== 0)('with several users', () => {
    const nobody = 65534;
    beforeEach(() => {
      chmodSync(work, 0o777);
      writeFileSync(join(work, 'seen.json'), '[]');
      chmodSync(join(work, 'seen.json'), 0o666);
      chownSync(home, nobody, nobody);
    });

    test('a file or a folder of another user is not read', () => {
      lintel(policy);
      chownSync(onlyFile(), nobody, nobody);
      expect(lintel(policy).seen).toEqual({ compiled: expect.any(Number) });
      expect(lintel(policy).seen).toEqual(allKept);
      chownSync(beside(), nobody, nobody);
      expect(lintel(policy).seen).toEqual({ compiled: expect.any(Number) });
    });

    test('a program of another user: nothing is written beside it, what its owner has there is taken', () => {
      lintel(policy, {}, nobody);
      expect(existsSync(beside())).toBe(false);
      expect(lintel(policy, {}, nobody).seen).toEqual(allKept);
      rmSync(among(), { recursive: true });
      lintel(policy);
      expect(lintel(policy, {}, nobody).seen).toEqual(allKept);
      lintel(['Dockerfile'], {}, nobody);
      expect(lintel(['Dockerfile'], {}, nobody).seen).toEqual(allKept);
      onlyFile(among());
      expect(statSync(onlyFile()).uid).toBe(0);
    });

    test("root leaves nothing in another user's folders and takes nothing from there", () => {
      chownSync(program, nobody, nobody);
      lintel(policy);
      expect([...files(beside()), ...files(join(home, '.cache'))]).toEqual([]);
      chownSync(program, 0, 0);
      writeFileSync(beside(), 'not a folder');
      lintel(policy, {}, nobody);
      onlyFile(among());
      expect(lintel(policy).seen).toEqual({ compiled: expect.any(Number) });
    });
  });
});

test('several at once', async () => {
  const { output } = lintel(policy, { NODE_DISABLE_COMPILE_CACHE: '1' });
  const one = (i: number) =>
    new Promise<string>((resolve, reject) => {
      const child = spawn(process.execPath, [join(program, 'bin/lintel.js'), 'policy.json'], { cwd: work, env: environment({ SPY: join(work, `seen-${i}`) }) });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += data));
      child.on('error', reject);
      child.on('close', (code) => resolve(`${text}${code}`));
    });
  expect(await Promise.all([1, 2, 3, 4, 5, 6].map(one))).toEqual(Array(6).fill(output));
  onlyFile();
  expect(lintel(policy)).toEqual({ output, seen: allKept });
}, 60_000);
