import type { SubjectOf } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';
import { queueTreeOf } from '../emr/classifications.ts';
import type { EmrSubjects } from '../emr/model.ts';
import { baseAt, CONFIGURATION_PLACES } from '../emr/places.ts';
import type { YarnSubjects } from '../yarn/tree.ts';
import type { App, Construct } from './constructs.ts';
import { propName } from './evaluate.ts';
import { valuesAt } from './policies.ts';

/** The configurations of a program's EMR clusters, and the queues that they set. */
export function* emrConfigurations(app: App): Generator<SubjectOf<EmrSubjects & YarnSubjects>> {
  for (const construct of app.constructs) {
    for (const { type, path } of construct.isL1 ? CONFIGURATION_PLACES : []) {
      if (type !== construct.type || isReplaced(construct, path)) continue;
      const settings = construct.name.module === 'core' ? 'ConfigurationProperties' : 'configurationProperties';
      for (const [i, held] of asWritten(construct, path).entries()) {
        if (held.kind !== 'list') continue;
        const read = (): Value => asWritten(construct, path)[i] as Value;
        yield { type: 'emr.configuration', node: { at: construct.at, settings, read } };
        yield { type: 'yarn.queueTree', node: { at: construct.at, read: () => queueTreeOf(read(), baseAt(type, path)) } };
      }
    }
  }
}

/** The lists under the names that the program gives: what stands in them is keyed by settings, whose names mean what they spell. */
function asWritten(construct: Construct, path: readonly string[]): Value[] {
  const props = construct.props('verbatim');
  return construct.name.module === 'core' ? valuesAt(props.get('properties'), path) : valuesAt(props, path.map(propName));
}

/** Whether something else than the props decides the property. */
function isReplaced({ effects }: Construct, [property = '']: readonly string[]): boolean {
  const name = propName(property);
  return effects.assigned.has(name) || effects.changed.has(name) || effects.changed.has(property);
}
