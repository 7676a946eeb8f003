import { lifeSuite } from './life-suite.js';

for (const version of [15, 17] as const) lifeSuite(version);
