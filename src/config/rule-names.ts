import { nearest } from '../core/text.ts';
import type { RegistryEntry } from '../rules/define-rule.ts';

type NamedRule = Pick<RegistryEntry, 'id' | 'aliases' | 'equivalents'>;

/** Finds rules by id, former id or `topic/*`, and suggests one for a name that is none. */
export class RuleNames {
  readonly #canonical = new Map<string, string>();
  readonly #byTopic = new Map<string, string[]>();

  constructor(private readonly rules: readonly NamedRule[]) {
    for (const { id } of rules) {
      this.#canonical.set(id, id);
      const topic = id.slice(0, id.indexOf('/'));
      const list = this.#byTopic.get(topic);
      if (list) list.push(id);
      else this.#byTopic.set(topic, [id]);
    }
    for (const { id, aliases } of rules) for (const alias of aliases) if (!this.#canonical.has(alias)) this.#canonical.set(alias, id);
  }

  /** The ids that a name stands for; undefined when there is no such rule or topic. */
  find(name: string): readonly string[] | undefined {
    if (name.endsWith('/*')) return this.#byTopic.get(name.slice(0, -2));
    const id = this.#canonical.get(name);
    return id === undefined ? undefined : [id];
  }

  /** The rule that was probably meant: the same check under another tool's id, a name without its topic, or a typing mistake. */
  suggest(name: string): string | undefined {
    if (name.endsWith('/*') || this.#byTopic.has(name)) {
      const topic = this.#byTopic.has(name) ? name : nearest(name.slice(0, -2), this.#byTopic.keys());
      return topic && `${topic}/*`;
    }
    const foreign = this.equivalentsOf(name)[0];
    if (foreign) return foreign.id;
    const topicless = this.rules.filter(({ id }) => id.endsWith(`/${name}`));
    if (topicless.length === 1) return topicless[0]?.id;
    return this.#canonical.get(nearest(name, this.#canonical.keys()) ?? '') ?? this.#canonical.get(this.#byLastPart(name) ?? '');
  }

  /** Rules that check the same as another tool's rule: `checkov:CKV_AWS_272`, or the id alone. */
  equivalentsOf(name: string): readonly NamedRule[] {
    const wanted = name.toLowerCase();
    return this.rules.filter(({ equivalents }) =>
      equivalents.some((equivalent) => {
        const own = equivalent.toLowerCase();
        return own === wanted || own.slice(own.indexOf(':') + 1) === wanted;
      }),
    );
  }

  /** Ids of the rules that check the same as a tool's check; cfn-lint takes the start of an id for all that start so. */
  equivalentIds(tool: string, id: string): string[] {
    const wanted = `${tool}:${id}`.toLowerCase();
    const isMeant = (equivalent: string): boolean => (tool === 'cfn-lint' ? equivalent.toLowerCase().startsWith(wanted) : equivalent.toLowerCase() === wanted);
    return this.rules.filter(({ equivalents }) => equivalents.some(isMeant)).map((rule) => rule.id);
  }

  /** `unknown rule "image/dockerhub"; did you mean "image/docker-hub"?` */
  unknown(name: string): string {
    const suggestion = this.suggest(name);
    return `unknown rule "${name}"${suggestion ? `; did you mean "${suggestion}"?` : '; `lintel rules` lists them all'}`;
  }

  /** A misspelt name without its topic. */
  #byLastPart(name: string): string | undefined {
    if (name.includes('/')) return undefined;
    const last = nearest(
      name,
      this.rules.map(({ id }) => id.slice(id.indexOf('/') + 1)),
    );
    return last && this.rules.find(({ id }) => id.endsWith(`/${last}`))?.id;
  }
}
