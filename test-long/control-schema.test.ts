import { attackSuite } from '../test/tenancy/control/attack-suite.js';
import { installSuite } from '../test/tenancy/control/install-suite.js';
import { lifeSuite } from '../test/tenancy/control/life-suite.js';
import { programSuite } from '../test/tenancy/control/program-suite.js';
import { roleModeSuite } from '../test/tenancy/control/role-mode-suite.js';
import { tenantLifeSuite } from '../test/tenancy/control/tenant-life-suite.js';
import { makeTenantSuite } from '../test/tenancy/program/make-tenant-suite.js';

// 15 and 17 are tried by every `npm test`, but for what is tried on 17 alone.
tenantLifeSuite(15);
for (const version of [16, 18] as const) {
  for (const credentials of ['user', 'role'] as const) attackSuite(version, credentials);
  for (const suite of [installSuite, lifeSuite, roleModeSuite, tenantLifeSuite, programSuite, makeTenantSuite]) suite(version);
}
