import type { Located } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';

/** Classifications inside classifications that are followed. */
const MOST_DEPTH = 10;

/** A list of EMR configurations: the subject `emr.configuration`. */
export interface EmrConfiguration {
  readonly at: Located;
  /** What the settings of a classification stand under here, as the place spells it: of the two names that there are, only one is read. */
  readonly settings: 'Properties' | 'ConfigurationProperties' | 'configurationProperties';
  /** The list under the choices of the current run: read it anew in each visit. */
  read(): Value;
}

export interface EmrSubjects {
  'emr.configuration': EmrConfiguration;
}

/** The classifications of a list, those inside others too, in order. `open` is called for each part that something unseen may add to. */
export function* classificationsOf(list: Value, open: () => void = () => {}, depth = 0): Generator<Value> {
  if (!list.complete) open();
  for (const item of list.items) {
    if (item.isUnknown) open();
    if (item.kind !== 'map' || depth > MOST_DEPTH) continue;
    yield item;
    yield* classificationsOf(part(item, 'Configurations'), open, depth + 1);
  }
}

/** A part of a classification. EMR's console and its older documentation write the names small. */
export function part(item: Value, name: string): Value {
  const small = name[0]?.toLowerCase() + name.slice(1);
  return item.get(item.keyAt(small) && !item.keyAt(name) ? small : name);
}
