#!/usr/bin/env node
import { appMain } from './app/main.js';
import { processIo } from './process-io.js';

const { io, end } = processIo();

end(await appMain(process.argv.slice(2), io));
