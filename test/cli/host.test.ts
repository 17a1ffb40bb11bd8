import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DiskHost } from '../../src/cli/host.ts';
import { SourceFile } from '../../src/core/source-file.ts';
import { folderWith } from './lintel.ts';

const files = {
  'main.conf': 'main',
  'conf.d/a.conf': 'a',
  'conf.d/b.conf': 'b',
  'conf.d/.hidden.conf': 'h',
  'conf.d/deep/c.conf': 'c',
  'conf.d/notes.txt': 'n',
  'bin.conf': new Uint8Array([0]),
};
const from = (path: string): SourceFile => new SourceFile(path, '');

describe('reading', () => {
  const read = (host: DiskHost, path: string, ref: string): string => {
    const result = host.read(from(path), ref);
    return typeof result === 'string' ? result : `${result.path}: ${result.text}`;
  };

  test('relative to the file that asks', () => {
    const host = new DiskHost(folderWith(files));
    expect(read(host, 'main.conf', 'conf.d/a.conf')).toBe('conf.d/a.conf: a');
    expect(read(host, 'conf.d/deep/c.conf', '../../main.conf')).toBe('main.conf: main');
    expect(read(host, 'main.conf', 'nothing.conf')).toBe('missing');
    expect(read(host, 'main.conf', 'conf.d')).toBe('missing');
    expect(read(host, 'main.conf', 'a\0b')).toBe('missing');
    expect(read(host, 'main.conf', 'bin.conf')).toBe('unknown');
  });

  test('never outside of the root, through links neither', () => {
    const outside = folderWith({ 'secret.conf': 's' });
    const root = folderWith(files);
    symlinkSync(join(outside, 'secret.conf'), join(root, 'link.conf'));
    symlinkSync(outside, join(root, 'folder'));
    symlinkSync('conf.d/a.conf', join(root, 'inner.conf'));
    const host = new DiskHost(root);
    for (const ref of ['../secret.conf', '/etc/passwd', 'conf.d/../../x', 'C:\\x', 'link.conf', 'folder/secret.conf'])
      expect(read(host, 'main.conf', ref), ref).toBe('outside');
    expect(read(host, 'main.conf', 'inner.conf')).toBe('conf.d/a.conf: a');
    expect(host.glob(from('main.conf'), '*.conf')).toEqual(['bin.conf', 'inner.conf', 'main.conf']);
    expect(host.glob(from('main.conf'), 'folder/*')).toEqual([]);
  });

  test('what is too large is unknown; texts to come go before those on disk', () => {
    const root = folderWith(files);
    truncateSync(join(root, 'main.conf'), 6 * 1024 * 1024);
    const host = new DiskHost(root, new Map([['conf.d/a.conf', 'new']]));
    expect(read(host, 'conf.d/b.conf', '../main.conf')).toBe('unknown');
    expect(read(host, 'conf.d/b.conf', 'a.conf')).toBe('conf.d/a.conf: new');
  });
});

describe('patterns', () => {
  const glob = (pattern: string, path = 'main.conf') => new DiskHost(folderWith(files)).glob(from(path), pattern);

  test.each([
    ['conf.d/*.conf', ['conf.d/a.conf', 'conf.d/b.conf']],
    ['conf.d/[!a].conf', ['conf.d/b.conf']],
    ['conf.d/.*.conf', ['conf.d/.hidden.conf']],
    ['*/*.txt', ['conf.d/notes.txt']],
    ['**/*.conf', ['bin.conf', 'conf.d/a.conf', 'conf.d/b.conf', 'conf.d/deep/c.conf', 'main.conf']],
    ['conf.d/**', ['conf.d/a.conf', 'conf.d/b.conf', 'conf.d/deep/c.conf', 'conf.d/notes.txt']],
    ['conf.d/a.conf', ['conf.d/a.conf']],
    ['none/*.conf', []],
    ['../*', 'outside'],
  ])('%s', (pattern, expected) => {
    expect(glob(pattern)).toEqual(expected);
  });

  test('from a folder', () => {
    expect(glob('*.conf', 'conf.d/a.conf')).toEqual(['conf.d/a.conf', 'conf.d/b.conf']);
    expect(glob('../*.conf', 'conf.d/a.conf')).toEqual(['bin.conf', 'main.conf']);
  });

  test('made to take forever, they end soon', () => {
    const host = new DiskHost(folderWith({ [`${'a'.repeat(200)}.conf`]: '', [`${Array.from({ length: 25 }, () => 'a').join('/')}/x.conf`]: '' }));
    const started = performance.now();
    host.glob(from('x'), `${'*a'.repeat(60)}b`);
    host.glob(from('x'), `${'**/a/'.repeat(12)}**/b`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

test('every question is recorded, misses too', () => {
  const host = new DiskHost(folderWith(files));
  host.read(from('main.conf'), 'conf.d/a.conf');
  host.read(from('main.conf'), 'gone.conf');
  host.glob(from('conf.d/a.conf'), '*.toml');
  expect(host.siblings(from('conf.d/a.conf'))).toEqual(['.hidden.conf', 'a.conf', 'b.conf', 'deep', 'notes.txt']);
  expect(host.queries).toEqual([
    { from: 'main.conf', kind: 'read', about: 'conf.d/a.conf', found: true },
    { from: 'main.conf', kind: 'read', about: 'gone.conf', found: false },
    { from: 'conf.d/a.conf', kind: 'glob', about: 'conf.d/*.toml', found: false },
    { from: 'conf.d/a.conf', kind: 'siblings', about: 'conf.d', found: true },
  ]);
});
