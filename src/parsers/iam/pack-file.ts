/** Where the IAM table lies: among the data of the sources. A bundle has it beside itself, and the build puts that place here. */
export const packFile: string | URL = new URL('../../../data/iam.pack', import.meta.url);
