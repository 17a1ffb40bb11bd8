import type { Located } from '../../core/document.ts';
import type { Value } from '../../core/value.ts';

/** A capacity reservation fleet, wherever it is stated: the subject `ec2.capacityReservationFleet`. */
export interface CapacityReservationFleet {
  readonly at: Located;
  /** What to call it behind "the": `fleet Reserved`, `fleet` where it has no name. */
  readonly title: string;
  /** Its settings by the names of the API, under the choices of the current run. What stands elsewhere is unknown. */
  read(): Value;
  /** How its place calls a setting: `EndDate`, `endDate`, `--end-date`. */
  called(setting: string): string;
}

/** A place of a program or script that launches instances by itself: the subject `ec2.launch`. */
export interface Launch {
  /** The call: `run_instances`, in its file. */
  readonly at: Located;
  readonly call: string;
}

export interface Ec2Subjects {
  'ec2.capacityReservationFleet': CapacityReservationFleet;
  'ec2.launch': Launch;
}

/** The instance types that a fleet lists; undefined where that isn't known for all of them. */
export function specificationsOf(fleet: CapacityReservationFleet): readonly Value[] | undefined {
  const list = fleet.read().get('InstanceTypeSpecifications');
  return list.complete && list.items.every(({ kind }) => kind === 'map') ? list.items : undefined;
}
