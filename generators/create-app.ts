#!/usr/bin/env node
import { appMain } from './app/main.js';
import { processIo } from './process-io.js';

process.exitCode = await appMain(process.argv.slice(2), processIo());
