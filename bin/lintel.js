#!/usr/bin/env node
// A run is over before most functions are worth optimising: with V8's default budget a third of its processor time goes into compiling them.
// Later versions of V8 have no such flag, and need none.
if (Number.parseInt(process.versions.node, 10) < 24) process.getBuiltinModule('node:v8').setFlagsFromString('--interrupt-budget=1000000');
const { start } = await import('../dist/cli.js');

// The global, not `node:process`: importing that opens all standard streams.
await start(process);
