const context = 3;
/** Beyond so many changed lines the shortest difference is not worth its price: all between the first and the last change is replaced. */
const mostChanges = 1000;

type Line = { readonly kind: ' ' | '-' | '+'; readonly text: string };

/** The difference of two texts as `diff -u` writes it, with `a/` and `b/` before the path; empty when they are equal. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const all = compare(linesOf(before), linesOf(after));
  const out = [`--- a/${path}`, `+++ b/${path}`];
  let oldLine = 1;
  let newLine = 1;
  for (let i = 0; i < all.length; ) {
    const from = nextChange(all, i);
    if (from < 0) break;
    let last = from;
    for (let next = nextChange(all, last + 1); next >= 0 && next - last <= 2 * context; next = nextChange(all, last + 1)) last = next;
    const start = Math.max(i, from - context);
    const end = Math.min(all.length, last + 1 + context);
    oldLine += start - i;
    newLine += start - i;
    const hunk = all.slice(start, end);
    const removed = hunk.filter(({ kind }) => kind !== '+').length;
    const added = hunk.filter(({ kind }) => kind !== '-').length;
    out.push(`@@ -${range(oldLine, removed)} +${range(newLine, added)} @@`);
    for (const { kind, text } of hunk) {
      if (text.endsWith('\n')) out.push(kind + text.slice(0, -1));
      else out.push(kind + text, '\\ No newline at end of file');
    }
    oldLine += removed;
    newLine += added;
    i = end;
  }
  return `${out.join('\n')}\n`;
}

/** An empty range stands after the line that it names. */
const range = (line: number, count: number): string => (count === 1 ? `${line}` : `${count === 0 ? line - 1 : line},${count}`);

const nextChange = (lines: readonly Line[], from: number): number => lines.findIndex(({ kind }, i) => i >= from && kind !== ' ');

/** Lines with their endings. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** All lines of both texts, marked: E. W. Myers, "An O(ND) Difference Algorithm" (1986), between the equal start and the equal end. */
function compare(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (text: string): Line => ({ kind: ' ', text });
  return [
    ...before.slice(0, head).map(same),
    ...shortest(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function shortest(a: readonly string[], b: readonly string[]): Line[] {
  const reached: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let changes = 0; changes <= Math.min(a.length + b.length, mostChanges); changes++) {
    reached.push(furthest);
    const next = new Map<number, number>();
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const down = goesDown(furthest, diagonal, changes);
      let x = down ? (furthest.get(diagonal + 1) ?? 0) : (furthest.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return retrace(a, b, reached);
    }
    furthest = next;
  }
  return [...a.map((text): Line => ({ kind: '-', text })), ...b.map((text): Line => ({ kind: '+', text }))];
}

const goesDown = (furthest: ReadonlyMap<number, number>, diagonal: number, changes: number): boolean =>
  diagonal === -changes || (diagonal !== changes && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1));

function retrace(a: readonly string[], b: readonly string[], reached: readonly ReadonlyMap<number, number>[]): Line[] {
  const lines: Line[] = [];
  let x = a.length;
  let y = b.length;
  for (let changes = reached.length - 1; changes >= 0; changes--) {
    const furthest = reached[changes] as ReadonlyMap<number, number>;
    const diagonal = x - y;
    const down = goesDown(furthest, diagonal, changes);
    const fromDiagonal = down ? diagonal + 1 : diagonal - 1;
    const fromX = changes === 0 ? 0 : (furthest.get(fromDiagonal) ?? 0);
    const fromY = changes === 0 ? 0 : fromX - fromDiagonal;
    while (x > fromX && y > fromY && a[x - 1] === b[y - 1]) {
      lines.push({ kind: ' ', text: a[--x] as string });
      y--;
    }
    if (changes > 0) lines.push(down ? { kind: '+', text: b[--y] as string } : { kind: '-', text: a[--x] as string });
  }
  return lines.reverse();
}
