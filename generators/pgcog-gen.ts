#!/usr/bin/env node
import { main } from './main.js';
import { processIo } from './process-io.js';

const { io, end } = processIo();

end(await main(process.argv.slice(2), io));
