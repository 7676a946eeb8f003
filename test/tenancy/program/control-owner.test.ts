import { programSuite } from '../control/program-suite.js';

for (const version of [15, 17] as const) programSuite(version);
