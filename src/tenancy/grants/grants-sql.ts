import { createTenantSql } from '../program/tenant-functions-sql.js';
import { grantCallsSql } from './grant-calls-sql.js';
import { runGrantsSql } from './run-grants-sql.js';
import { tryGrantsSql } from './try-grants-sql.js';

/**
 * SQL of what is granted besides the template, as a version of the control schema: grants to one tenant's roles, to all
 * tenants' roles, and policies. Each is recorded as it was cut, run in each tenant as its owner, and run again in tenants
 * to come, behind the template.
 */
export function grantsSql(): string {
  return [tablesSql, runGrantsSql(), tryGrantsSql(), grantCallsSql(), createTenantSql('  perform cognition.apply_grants(tenant, name);\n')].join('\n');
}

/** The order of their numbers is the order in which every tenant is given them: see `cognition.lock_tenants`. */
const tablesSql = `
create table cognition.tenant_grants (
  id bigint generated always as identity primary key,
  -- null: all tenants, present and to come
  tenant_id uuid references cognition.tenants (id) on delete cascade,
  -- as written, in the template's names
  statement text not null,
  -- a text, a slot's name, a text, ...
  pieces text[] not null,
  granted_by text not null,
  granted_at timestamptz not null default clock_timestamp()
);
create index tenant_grants_by_tenant on cognition.tenant_grants (tenant_id);
comment on table cognition.tenant_grants is 'What tenants were given besides the template: grants and policies.';
create table cognition.applied_grants (
  grant_id bigint references cognition.tenant_grants (id) on delete cascade,
  tenant_id uuid references cognition.tenants (id) on delete cascade,
  primary key (tenant_id, grant_id)
);
comment on table cognition.applied_grants is 'Which tenant has which grant.';
alter table cognition.tenant_grants enable row level security;
alter table cognition.applied_grants enable row level security;`;
