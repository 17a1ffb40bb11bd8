import type { ChoiceSpace, Possibility, Variable } from '../../core/choices.ts';
import type { Located } from '../../core/document.ts';
import { anything, type ExpansionRun, type Lookup, type Origin, type Piece, type Resolved, unplaced } from './expand.ts';
import type { ParsedInstruction, ParsedWord } from './instruction.ts';

/** Arguments that BuildKit sets for every FROM without a declaration. */
const PLATFORM = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;

interface Definition {
  readonly keyword: 'ARG' | 'ENV';
  readonly name: string;
  readonly value: ParsedWord | undefined;
  readonly at: Located;
  readonly instruction: ParsedInstruction;
}

/** The definitions of one stage, or those before the first FROM. */
export class Scope {
  readonly #definitions = { ARG: new Map<string, Definition[]>(), ENV: new Map<string, Definition[]>() };
  /** The scope of the stage that this one is built on. */
  base: Scope | undefined;

  add(instruction: ParsedInstruction): void {
    const keyword = instruction.keyword as 'ARG' | 'ENV';
    for (const { name, nameSpan, value } of instruction.assignments) {
      if (keyword === 'ENV' && !value) continue;
      const at = { file: instruction.file, path: `${keyword} ${name}`, span: value ? value.span : nameSpan };
      const definition = { keyword, name, value, at, instruction };
      const list = this.#definitions[keyword].get(name);
      if (list) list.push(definition);
      else this.#definitions[keyword].set(name, [definition]);
    }
  }

  /** The definition that an instruction sees: the last ENV before it, here or in a base, else the last ARG. */
  before(name: string, index: number): Definition | undefined {
    return this.#last('ENV', name, index) ?? this.#last('ARG', name, index);
  }

  #last(keyword: 'ARG' | 'ENV', name: string, index: number): Definition | undefined {
    let limit = index;
    let scope: Scope | undefined = this;
    for (let steps = 0; scope && steps < MOST_BASES; steps++) {
      const last = lastBefore(scope.#definitions[keyword].get(name) ?? [], limit);
      if (last) return last;
      scope = scope.base;
      limit = Number.POSITIVE_INFINITY;
    }
    return undefined;
  }
}

/** How far down a chain of stages a variable is looked for. */
const MOST_BASES = 100;

/** By binary search: definitions are in file order. */
function lastBefore(definitions: readonly Definition[], index: number): Definition | undefined {
  let low = 0;
  let high = definitions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((definitions[middle] as Definition).instruction.index < index) low = middle + 1;
    else high = middle;
  }
  return definitions[low - 1];
}

/** Variables of a file: build arguments with a default are open choices, shared by name, because `--build-arg` sets all of a name. */
export class Variables {
  readonly global = new Scope();
  readonly #choices = new Map<string, Variable>();

  constructor(private readonly space: ChoiceSpace) {}

  /** What an instruction sees. `scope` undefined: it is a FROM, or stands before the first. */
  lookup(instruction: ParsedInstruction, scope: Scope | undefined): Lookup {
    return { variable: (name, asksWhetherSet, run) => this.#resolve(name, asksWhetherSet, instruction, scope, run) };
  }

  #resolve(name: string, asksWhetherSet: boolean, instruction: ParsedInstruction, scope: Scope | undefined, run: ExpansionRun): Resolved {
    const definition = (scope ?? this.global).before(name, instruction.index);
    if (!definition) {
      // A FROM sees what the file declares and nothing else; in a stage the base image may have set it.
      if (!scope && !PLATFORM.test(name)) {
        run.steps.push({ text: `${name}, which no ARG before the first FROM declares`, at: instruction });
        return { state: 'unset' };
      }
      return { state: 'set', pieces: [unplaced(anything(name))] };
    }
    if (definition.keyword === 'ENV') return this.#literal(definition, run);
    const given = definition.value ? definition : scope && (this.global.before(name, Number.POSITIVE_INFINITY) ?? definition);
    const own = given?.value ? given : undefined;
    if (!own && !asksWhetherSet) return { state: 'set', pieces: [unplaced(anything(name))] };
    const possibility = this.space.current?.valueOf(this.#choice(name));
    if (possibility?.label !== 'default') return { state: 'set', pieces: [unplaced(anything(name))] };
    return own ? this.#literal(own, run) : { state: 'unset' };
  }

  #choice(name: string): Variable {
    let variable = this.#choices.get(name);
    if (!variable) {
      const possibilities: Possibility[] = [
        { text: undefined, label: 'default' },
        { text: undefined, label: 'other' },
      ];
      variable = { name, possibilities };
      this.#choices.set(name, variable);
    }
    return variable;
  }

  /** The text of a definition, each piece marked with where it was written. */
  #literal({ keyword, name, value, at, instruction }: Definition, run: ExpansionRun): Resolved {
    const word = value as ParsedWord;
    run.steps.push({ text: `${keyword} ${name}`, at });
    const pieces = instruction.pieces(word, run);
    const origin: Origin = { name, keyword, span: withoutQuotes(word) };
    return { state: 'set', pieces: pieces.map((piece): Piece => (piece.origin ? piece : { ...piece, origin })) };
  }
}

function withoutQuotes(word: ParsedWord): ParsedWord['span'] {
  const { text, span } = word;
  const quoted = text.length >= 2 && (text[0] === '"' || text[0] === "'") && text.indexOf(text[0], 1) === text.length - 1;
  return quoted && span.end - span.start === text.length ? { start: span.start + 1, end: span.end - 1 } : span;
}
