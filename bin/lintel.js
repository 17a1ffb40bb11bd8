#!/usr/bin/env node
const version = Number.parseInt(process.versions.node, 10);
const { setFlagsFromString } = process.getBuiltinModule('node:v8');
// A run is over before most functions are worth optimising: with V8's default budget a third of its processor time goes into compiling them.
// Later versions of V8 have no such flag, need none, and say so on standard error.
if (version === 20) setFlagsFromString('--interrupt-budget=1000000');
// V8 lets the heap grow to several times of what is in use before it looks what is: a fifth more memory for nothing.
if (version <= 24) setFlagsFromString('--heap-growing-percent=30');
const { start } = await import('../dist/cli.js');

// The global, not `node:process`: importing that opens all standard streams.
await start(process);
