import type { Config } from '../../config/types.js';
import { grantsSql } from '../grants/grants-sql.js';
import { ledgerSql } from '../ledger/ledger-sql.js';
import { programSql } from '../program/program-sql.js';
import { installedTemplateSql } from '../template/template-sql.js';
import { auditSql } from './audit.js';
import { callersSql, enterSql } from './callers.js';
import { configureSql } from './configure.js';
import { eventsSql } from './events.js';
import { guardsSql } from './guards.js';
import { hooksSql } from './hooks.js';
import { membersSql } from './members.js';
import { membershipsSql } from './memberships.js';
import { ownersSql } from './owners.js';
import { projectionSql } from './projection.js';
import { privateTablesSql, tablesSql } from './tables.js';
import { tenantsSql } from './tenants.js';

/** A version of the control schema: what takes the one before to it. */
export interface ControlStep {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * The versions, in their order; each once released is never edited. They are the same for every configuration, since
 * that may change: what names its roles is applied after them (`configurationSql`), and nobody is granted anything
 * before that.
 */
export function controlSteps(_config: Config): readonly ControlStep[] {
  return [
    { version: 1, name: 'users and tenants', sql: [tablesSql(), privateTablesSql(), callersSql('control'), enterSql(), guardsSql()].join('\n') },
    { version: 2, name: 'logins follow rows', sql: [auditSql(), projectionSql()].join('\n') },
    { version: 3, name: 'members', sql: [membersSql(), membershipsSql(), hooksSql()].join('\n') },
    { version: 4, name: 'tenants', sql: [tenantsSql(), configureSql(), ownersSql()].join('\n') },
    { version: 5, name: 'template programs', sql: programSql() },
    { version: 6, name: 'events', sql: eventsSql() },
    { version: 7, name: 'grants', sql: [grantsSql(), installedTemplateSql()].join('\n') },
    { version: 8, name: 'migrations', sql: ledgerSql() },
  ];
}
