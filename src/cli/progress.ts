import type { Output } from './io.ts';

/** Runs shorter than this show nothing. */
const quietMilliseconds = 500;
const stepMilliseconds = 100;
const slowestRules = 20;

/** The number of files so far, on a line that is taken away at the end. Only on terminals. */
export class Progress {
  readonly #output: Output | undefined;
  #files = 0;
  // Node loads a module of its own for `performance`, at a tenth of what a start takes.
  #next = Date.now() + quietMilliseconds;
  #shown = false;

  constructor(output: Output | undefined) {
    this.#output = output?.isTTY ? output : undefined;
  }

  step(): void {
    this.#files++;
    if (!this.#output || Date.now() < this.#next) return;
    this.#next = Date.now() + stepMilliseconds;
    this.#shown = true;
    this.#output.write(`\r${this.#files} files`);
  }

  done(): void {
    if (this.#shown) this.#output?.write('\r\u001b[K');
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
