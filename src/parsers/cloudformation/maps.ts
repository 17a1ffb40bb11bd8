import { absent, type MapContent, type Place, unknown, Value } from '../../core/value.ts';

/** A map whose missing keys are told at another place, or are unknown when something unseen may add them. */
export function toldAt(content: MapContent, owner: Place, open: boolean): MapContent {
  return {
    keys: () => (open ? content.keys().filter((key) => !key.startsWith('Fn::')) : content.keys()),
    complete: content.complete && !open,
    keyAt: (key) => content.keyAt(key),
    get(key) {
      const value = content.get(key);
      if (!value.isAbsent || content.keyAt(key)) return value;
      return open || !content.complete ? unknown(owner, 'a macro may add it') : absent({ ...owner, path: () => value.path });
    },
  };
}

/** A map to which a macro or loop may add keys: what it lacks is unknown. */
export function openMap(value: Value): Value {
  const { content } = value;
  if (content.kind !== 'map') return value;
  return new Value(value.file, value.span, () => value.path, { kind: 'map', map: toldAt(content.map, value, true) }, value.extras);
}

/** A map without keys. */
export function emptyMap(place: Place): Value {
  const content: MapContent = {
    keys: () => [],
    complete: true,
    get: (key) => absent({ ...place, path: () => `${typeof place.path === 'string' ? place.path : place.path()}/${key}` }),
    keyAt: () => undefined,
  };
  return new Value(place.file, place.span, place.path, { kind: 'map', map: content });
}
