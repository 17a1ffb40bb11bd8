import { locate } from '../core/location.ts';
import type { Value } from '../core/value.ts';
import { visible } from '../reporters/visible.ts';

interface Unknown {
  readonly value: Value;
  readonly rules: Set<string>;
}

/** The values that rules asked for and that only deployment knows: where nothing was found because nothing could be. */
export class Unknowns {
  readonly #byPlace = new Map<string, Unknown>();

  add(ruleId: string, value: Value): void {
    const { file, span } = value;
    const key = `${file.root.path}\0${file.embedded?.path ?? ''}\0${span.start}\0${span.end}\0${value.unknownBecause}`;
    const known = this.#byPlace.get(key);
    if (known) known.rules.add(ruleId);
    else this.#byPlace.set(key, { value, rules: new Set([ruleId]) });
  }

  /** One line for each value, in the order of files and places, with the rules that asked. */
  list(pathOf: (path: string) => string): string {
    const found = [...this.#byPlace.values()].map(({ value, rules }) => ({ at: locate(value), because: value.unknownBecause, rules: [...rules].sort() }));
    found.sort((a, b) => (a.at.path < b.at.path ? -1 : a.at.path > b.at.path ? 1 : a.at.line - b.at.line || a.at.column - b.at.column));
    const lines = found.map(
      ({ at, because, rules }) =>
        `${visible(`${pathOf(at.path)}:${at.line}:${at.column}: ${at.logicalPath}: not known (${because})`)}; asked by ${rules.join(', ')}\n`,
    );
    return lines.length === 0 ? 'every value that rules asked for is known\n' : lines.join('');
  }
}
