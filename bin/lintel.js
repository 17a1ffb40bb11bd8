#!/usr/bin/env node
import { start } from '../dist/cli.js';

// The global, not `node:process`: importing that opens all standard streams.
await start(process);
