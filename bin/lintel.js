#!/usr/bin/env node
import process from 'node:process';
import { start } from '../dist/cli.js';

await start(process);
