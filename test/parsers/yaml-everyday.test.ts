import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Event, parseEvents } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { everydayEvents } from '../../src/parsers/yaml/everyday.ts';

const corpus = new URL('../../../shared/corpus/', import.meta.url);
const here = existsSync(corpus);
if (!here) console.log('skipped: everyday YAML of the corpus (no ../shared)');

/** The events of the library; undefined for a text that it rejects. */
function reference(text: string): Event[] | undefined {
  try {
    return parseEvents(text, { maxDepth: 200 });
  } catch {
    return undefined;
  }
}

const inOrder = (events: readonly Event[] | undefined): unknown => events?.map((event) => Object.fromEntries(Object.entries(event).sort()));

/** Read, and read as the library reads it. */
function readsAlike(text: string): void {
  expect(inOrder(everydayEvents(text)), text).toEqual(inOrder(reference(text)));
}

const texts = [
  'a: 1\nb:\n  c: two words # comment\n  d:\n\n# comment\n  e: f\n',
  'list:\n- a\n-   b: 1\n    c: 2\n- - x\n  - y\n-\n  z: 1\n-\n- \'q\'\nother: "t\\n"\n',
  'Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: !GetAtt Role.Arn\n      Code: {ZipFile: !Sub "${A}", b: [1, 2], "c": d,}\n',
  'x: !If\n- A\n- !Ref B\n- !Sub\n  - "${x}"\n  - x: 1\ny:\n  !Not\n  - !Equals [a, b]\nz: !Ref\n',
  'k: |\n  one\n   two\n\n  three\n\nl: >-\n    folded\n    more\nm: |+\n  kept\n\n\nn: end\n',
  "d: text that goes\n  on here\n\n  and here\ne: \"quoted that\n  goes on\"\nf: 'it''s\n\n  so'\n",
  'steps: [a b,\n  c: d, # comment\n  {e: f}, !Ref G, "h": i]\nnext: {a: b\n  , c}\n',
  '---\na: 1\n---\n# only a comment\nb:\n- 1\n',
  '- a: 1\n  b: [ ]\n- c: |\n    x\n- {}\n',
  'arn:aws:x: a:b\nurl: http://x/y#z\n-a: ?b\n? : c\n"k" : -1\n',
];

/** Pieces that make YAML change its meaning. */
const pieces = [
  ...[' ', '  ', '\n', '\n  ', '\n\n', ':', ': ', ' :', '- ', '-', '#', ' #', '"', "'", '[', ']', '{', '}', ',', '|', '>', '|-', '!Ref ', '!Sub', '!'],
  ...[
    '&a ',
    '*a',
    '? ',
    '---\n',
    '\n---\n',
    '...\n',
    '%',
    '@',
    '\\',
    '\\n',
    '\t',
    '\r\n',
    'key: v',
    '\nkey: v\n',
    'é',
    '\u00a0',
    '\0',
    '<<: ',
    '\n    # c\n',
    '1',
  ],
];

/** Small deterministic generator (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

function mutated(next: (below: number) => number): string {
  let text = texts[next(texts.length)] as string;
  for (let i = 1 + next(4); i > 0; i--) {
    const at = next(text.length + 1);
    text = text.slice(0, at) + (next(3) ? pieces[next(pieces.length)] : '') + text.slice(next(2) ? at : at + next(6));
  }
  return text;
}

describe('everyday YAML', () => {
  it.each(texts.slice(0, -1))('reads text %# as js-yaml does', (text) => {
    expect(everydayEvents(text)).toBeDefined();
    readsAlike(text);
  });

  const count = Number(process.env.EVERYDAY ?? 20_000);
  it(`reads ${count} mutated texts as js-yaml does, or leaves them to it`, { timeout: 600_000 }, () => {
    const next = random(Number(process.env.EVERYDAY_SEED ?? 11));
    let read = 0;
    for (let i = 0; i < count; i++) {
      const text = mutated(next);
      const events = everydayEvents(text);
      if (!events) continue;
      read++;
      const theirs = reference(text);
      if (JSON.stringify(inOrder(events)) !== JSON.stringify(inOrder(theirs))) readsAlike(text);
    }
    // Were all left to the library, nothing would have been compared.
    expect(read).toBeGreaterThan(count / 5);
  });

  it.skipIf(!here)('reads nearly all sound YAML of the corpus', { timeout: 300_000 }, () => {
    const left: string[] = [];
    let read = 0;
    for (const path of readdirSync(corpus, { recursive: true, encoding: 'utf8' })) {
      if (!/\.ya?ml$/.test(path)) continue;
      const text = readFileSync(new URL(encodeURI(path).replaceAll('#', '%23'), corpus), 'utf8');
      const events = everydayEvents(text);
      const theirs = reference(text);
      if (events) {
        read++;
        if (JSON.stringify(inOrder(events)) !== JSON.stringify(inOrder(theirs))) expect(inOrder(events), path).toEqual(inOrder(theirs));
      } else if (theirs) left.push(path);
    }
    console.log(`everyday YAML: ${read} files read, ${left.length} sound ones left to js-yaml`);
    expect(left.length).toBeLessThan(read / 20);
  });
});
