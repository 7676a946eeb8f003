import { roleModeSuite } from './role-mode-suite.js';

for (const version of [15, 17] as const) roleModeSuite(version);
