import { attackSuite } from './attack-suite.js';

for (const version of [15, 17] as const) for (const credentials of ['user', 'role'] as const) attackSuite(version, credentials);
