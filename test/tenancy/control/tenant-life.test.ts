import { tenantLifeSuite } from './tenant-life-suite.js';

tenantLifeSuite(17);
