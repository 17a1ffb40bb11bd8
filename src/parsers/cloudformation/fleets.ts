import type { SubjectOf } from '../../core/document.ts';
import type { Ec2Subjects } from '../ec2/model.ts';
import type { Resource } from './resource.ts';

/** The capacity reservation fleets among the resources of a template or program. */
export function* capacityReservationFleets(resources: readonly Resource[]): Generator<SubjectOf<Ec2Subjects>> {
  for (const resource of resources) {
    if (resource.type !== 'AWS::EC2::CapacityReservationFleet') continue;
    yield {
      type: 'ec2.capacityReservationFleet',
      guard: () => resource.exists(),
      node: {
        at: resource.at,
        title: `fleet ${resource.logicalId}`,
        read: () => resource.properties,
        called: (setting) => resource.called(setting),
      },
    };
  }
}
