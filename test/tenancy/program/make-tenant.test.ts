import { makeTenantSuite } from './make-tenant-suite.js';

makeTenantSuite(17);
