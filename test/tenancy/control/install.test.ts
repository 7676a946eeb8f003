import { installSuite } from './install-suite.js';

for (const version of [15, 17] as const) installSuite(version);
