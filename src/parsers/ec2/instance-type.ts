/** Sizes up to `xlarge`, in the units by which AWS compares them. Source: Amazon EC2 guide, "Normalization factor" of Reserved Instances. */
const SMALL: Readonly<Record<string, number>> = { nano: 0.25, micro: 0.5, small: 1, medium: 2, large: 4, xlarge: 8 };

/** The family of an instance type with its generation: `r6i` of `r6i.4xlarge`. Undefined for what is none. */
export function familyOf(type: string): string | undefined {
  const family = /^([a-z][a-z0-9-]*)\.[a-z0-9-]+$/.exec(type)?.[1];
  return family !== undefined && /\d/.test(family) ? family : undefined;
}

/** How large an instance type is beside others of its family: 4 for `large`, 8 for `xlarge`, 8N for `Nxlarge`. Undefined for metal. */
export function sizeOf(type: string): number | undefined {
  const size = type.slice(type.indexOf('.') + 1);
  const count = /^([1-9]\d{0,3})xlarge$/.exec(size)?.[1];
  if (count !== undefined) return 8 * Number(count);
  return Object.hasOwn(SMALL, size) ? SMALL[size] : undefined;
}

/** Whether a family is chosen for its accelerators, whose number does not follow the size. */
export const isAccelerated = (family: string): boolean => /^(?:p|g|gr|inf|trn|f|vt|dl)\d/.test(family);
