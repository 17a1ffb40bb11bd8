/** The family of an instance type with its generation: `r6i` of `r6i.4xlarge`. Undefined for what is none. */
export const familyOf = (type: string): string | undefined => /^([a-z]+[0-9][a-z0-9-]*)\.[a-z0-9-]+$/.exec(type)?.[1];
