import type { ChoiceSpace, Variable } from '../../core/choices.ts';
import type { Located } from '../../core/document.ts';
import type { SourceFile, Span } from '../../core/source-file.ts';
import { type Hole, known, pattern, type Step, type Value } from '../../core/value.ts';

/** What Fluent Bit puts in, and what a template engine puts in before Fluent Bit reads the file. */
const TEMPLATE = /\{\{[^{}]{0,500}\}\}/y;

/**
 * The variables of a configuration: those that it sets itself (`@SET name=value`, `env`), which come before the environment,
 * and those that only the environment knows. `${name:-default}` is an open choice between the default and anything else.
 */
export class Variables {
  readonly #defined = new Map<string, { readonly text: string; readonly at: Located }>();
  readonly #choices = new Map<string, Variable>();

  constructor(private readonly space: ChoiceSpace) {}

  /** A later definition replaces an earlier one. */
  define(name: string, text: string, at: Located): void {
    this.#defined.set(name, { text, at });
  }

  /** The value of a text as Fluent Bit reads it under the choices of the run. A definition's own text is not expanded again. */
  expand(text: string, place: { readonly file: SourceFile; readonly span: Span; readonly path: string }, quoted = false): Value {
    const pieces: (string | Hole)[] = [];
    const trace: Step[] = [];
    let literal = 0;
    for (let at = 0; at < text.length; ) {
      const open = nextOpening(text, at);
      // Without a brace that closes there is no more to find: hostile texts are all openings.
      const close = open < 0 ? -1 : text.indexOf('}', open);
      if (close < 0) break;
      TEMPLATE.lastIndex = open;
      const template = TEMPLATE.exec(text)?.[0];
      const end = template ? open + template.length : close + 1;
      // An opening without its end is text.
      if (end <= open || (!template && end - open < 4)) {
        at = open + 2;
        continue;
      }
      pieces.push(text.slice(literal, open), template ? { hole: 'any', name: template } : this.#variable(text.slice(open + 2, end - 1), place, trace));
      at = literal = end;
    }
    if (literal === 0) return known(place, text, { quoted });
    pieces.push(text.slice(literal));
    return pattern(place, pieces, trace.length > 0 ? { trace } : {});
  }

  #variable(inside: string, place: Located, trace: Step[]): string | Hole {
    const colon = inside.indexOf(':');
    const hasDefault = colon >= 0 && inside[colon + 1] === '-';
    const name = hasDefault ? inside.slice(0, colon) : inside;
    const defined = this.#defined.get(name);
    if (defined && (defined.text !== '' || !hasDefault)) {
      trace.push({ text: `@SET ${name}`, at: defined.at });
      return defined.text;
    }
    if (!hasDefault) return { hole: 'any', name };
    const fallback = inside.slice(colon + 2);
    if (this.space.current?.valueOf(this.#choice(name)).label !== 'default') return { hole: 'any', name };
    trace.push({ text: `default of ${name}`, at: place });
    return fallback;
  }

  #choice(name: string): Variable {
    let variable = this.#choices.get(name);
    if (!variable) {
      variable = {
        name,
        possibilities: [
          { text: undefined, label: 'default' },
          { text: undefined, label: 'other' },
        ],
      };
      this.#choices.set(name, variable);
    }
    return variable;
  }
}

const OPENING = /\$\{|\{\{/g;

function nextOpening(text: string, from: number): number {
  OPENING.lastIndex = from;
  return OPENING.exec(text)?.index ?? -1;
}
