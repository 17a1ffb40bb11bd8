import type { Io, Output } from './io.ts';

/** Runs shorter than this show nothing. */
const quietMilliseconds = 500;
const stepMilliseconds = 100;
const slowestRules = 20;

/** The number of files so far, on a line that is taken away at the end. Only on terminals. */
export class Progress {
  readonly #io: Pick<Io, 'stderr'> | undefined;
  #files = 0;
  // Node loads a module of its own for `performance`, at a tenth of what a start takes.
  #next = Date.now() + quietMilliseconds;
  #shown: Output | undefined;

  /** Standard error is asked for when there is something to show. */
  constructor(io: Pick<Io, 'stderr'> | undefined) {
    this.#io = io;
  }

  step(): void {
    this.#files++;
    if (!this.#io || Date.now() < this.#next) return;
    this.#next = Date.now() + stepMilliseconds;
    if (!this.#io.stderr.isTTY) return;
    this.#shown = this.#io.stderr;
    this.#shown.write(`\r${this.#files} files`);
  }

  done(): void {
    this.#shown?.write('\r\u001b[K');
  }
}

/** Where the time went, by rule. */
export class Timing {
  readonly #rules = new Map<string, { milliseconds: number; files: number }>();

  add(ruleId: string, milliseconds: number): void {
    const known = this.#rules.get(ruleId) ?? { milliseconds: 0, files: 0 };
    this.#rules.set(ruleId, { milliseconds: known.milliseconds + milliseconds, files: known.files + 1 });
  }

  /** The slowest rules, the slowest first. */
  table(): string {
    const sorted = [...this.#rules].sort(([, a], [, b]) => b.milliseconds - a.milliseconds).slice(0, slowestRules);
    const lines = sorted.map(([id, { milliseconds, files }]) => `${milliseconds.toFixed(1).padStart(8)} ms  ${String(files).padStart(6)}  ${id}`);
    return `${['    time       files  rule', ...lines].join('\n')}\n`;
  }
}
