import table from '../../../data/aws-partitions.json' with { type: 'json' };

/** The partitions that ARNs name. */
export const partitions: readonly string[] = Object.keys(table.partitions);

/** The regions of all partitions. */
export const regions: readonly string[] = Object.values(table.partitions).flat();

const known = new Set(regions);

/** Whether a text is a region, or looks like one that is newer than the table: an area, a direction and a number. */
export const isRegion = (text: string): boolean =>
  known.has(text) ||
  /^(?:us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov|us-iso[a-z]?|eu-iso[a-z]?|eusc-[a-z]{2})-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/.test(
    text,
  );
