import type { Config } from '../config/types.js';
import { callersSql } from './control/callers.js';
import { configuredSql } from './control/configured.js';
import { guardsSql } from './control/guards.js';
import { membersSql } from './control/members.js';
import { tablesSql } from './control/tables.js';

/**
 * SQL that makes the control schema's public face in a scratch database: `cognition.users`, `cognition.tenants` and the
 * functions that policies and resolvers may rely on, of the same texts as the control schema itself, so what is typed
 * against them here runs there. To be run once, by the scratch superuser, before the template is loaded; the roles of
 * `scratchRoles(config)` must be there.
 */
export function publicFaceSql(config: Config): string {
  return [schema, tablesSql(), callersSql('scratch'), guardsSql(), membersSql(), configuredSql(config)].join('\n');
}

const schema = `
create schema cognition;
revoke all on schema cognition from public;`;
