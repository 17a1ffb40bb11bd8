/**
 * The TypeScript compiler and what reads with it: heavy, so only `load` in code.ts imports this module, dynamically.
 * The bundle keeps both packages as CommonJS in a file of their own.
 */
export { analyze } from '@typescript-eslint/scope-manager';
export { parse } from '@typescript-eslint/typescript-estree';
