import type { Claim } from '../../core/document.ts';

/**
 * Capacity reservation fleets in JSON, as `aws ec2 create-capacity-reservation-fleet` takes them: all settings (`--cli-input-json`), or the
 * list of `--instance-type-specifications`.
 */
export function claims(name: string, text: string): Claim | undefined {
  if (!/\.json$/i.test(name)) return undefined;
  // Reservations that exist already, as the AWS CLI and AWS Config list them, have the same names in them.
  if (/"(?:resourceType|CapacityReservationId)"\s{0,20}:/.test(text)) return undefined;
  if (/^\uFEFF?\s*\[/.test(text))
    return /"InstancePlatform"\s{0,20}:/.test(text) && /"InstanceType"\s{0,20}:/.test(text)
      ? { sure: true, reason: 'instance types with their platforms' }
      : undefined;
  return /^\uFEFF?\s*\{/.test(text) && /"InstanceTypeSpecifications"\s{0,20}:\s{0,200}\[/.test(text) && /"TotalTargetCapacity"\s{0,20}:/.test(text)
    ? { sure: true, reason: 'InstanceTypeSpecifications and TotalTargetCapacity' }
    : undefined;
}
