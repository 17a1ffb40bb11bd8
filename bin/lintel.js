#!/usr/bin/env node
'use strict';
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const version = Number.parseInt(process.versions.node, 10);
// Before anything is compiled: code that V8 compiled with other flags is none that it takes.
// A run is over before most functions are worth optimising: with V8's defaults a third of its processor time goes into compiling them.
// A flag that a version of V8 does not have makes it complain on standard error.
if (version === 20) setFlagsFromString('--interrupt-budget=1000000');
else if (version === 22 || version === 24) {
  setFlagsFromString('--invocation-count-for-turbofan=100000');
  setFlagsFromString('--invocation-count-for-maglev=20000');
}
// V8 lets the heap grow to several times of what is in use before it looks what is: a fifth more memory for nothing.
if (version <= 24) setFlagsFromString('--heap-growing-percent=30');

const { load } = require('../dist/load.cjs');

// The global, not `node:process`: importing that opens all standard streams.
load(join(__dirname, '../dist/cli.cjs')).start(process);
