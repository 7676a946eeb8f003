import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { functionSql, isOperator, refuse } from './function-sql.js';
import { controlOwner, ownersGroup } from './role-names.js';

/**
 * A tenant's roles and its empty schema. What the template puts into the schema comes afterwards, in the same
 * transaction, as the tenant's owner.
 */
export function tenantsSql(): string {
  return [checkName(), makeRole(), makeSchema(), addTenant(), setStatus('suspend_tenant', 'suspended', 'Shuts all members of a tenant out until resumed.'),
    setStatus('resume_tenant', 'active', 'Lets the members of a suspended tenant in again.'), dropTenant()].join('\n');
}

/** Schemas and prefixes of PostgreSQL, of Aurora, and of ours; a tenant of these names would make roles that are not its own. */
const reserved = "'^(pg_|rds|aws|apg_|pgcog|cognition|tenant$|tenant_|application$|application_)'";
const taken = ['public', 'information_schema', 'shared', 'extensions', 'postgres', 'template0', 'template1', 'cron', 'citus'];

/** PostgreSQL cuts names off after 63 bytes, silently: the longest role must fit. */
function checkName(): string {
  return functionSql({
    name: 'check_tenant_name', parameters: 'name text', returns: 'void',
    declare: '  settings cognition.configuration;\n  suffix text;',
    body: `  select c.* into settings from cognition.configuration c;
${refuse(`name is null or name !~ '^[a-z][a-z0-9_]{0,55}$' or name ~ ${reserved} or name in (${taken.map((one) => `'${one}'`).join(', ')}, settings.template_schema)`, 'a tenant cannot have this name', '22023')}
  for suffix in select 'owner' union all select r.value ->> 'name' from jsonb_array_elements(settings.roles) r loop
  ${refuse("length(name || '_' || suffix) > 63", 'this name is too long for the roles of a tenant', '22023')}
  ${refuse("to_regrole(quote_ident(name || '_' || suffix)) is not null", 'this name is taken', '42710')}
  end loop;
${refuse('to_regnamespace(quote_ident(name)) is not null', 'this name is taken', '42710')}`,
    comment: "Refuses names that a tenant's schema or roles cannot have.",
  });
}

function makeRole(): string {
  return functionSql({
    name: 'make_tenant_role', parameters: 'tenant text, role text, is_former boolean default false', returns: 'void',
    body: `  if is_former and exists (select from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid where r.rolname = tenant || '_' || role and g.rolname = 'tenant_' || role) then return; end if;
  execute format('create role %I nologin', tenant || '_' || role);
  execute format('grant %I to %I', 'tenant_' || role, tenant || '_' || role) || cognition.with_inherit();`,
    comment: 'Makes the role of a tenant that stands for one of the configuration, which it may have from former settings.',
  });
}

/** For functions with the owner's rights, and others that are not for members of a tenant. */
export const refuseOthers = refuse(`not cognition.has_role('${applicationAdmins}') and not ${isOperator}`, 'only application admins do this');

/** Creating and dropping wait for each other by a row that nobody else may lock; an advisory lock is anybody's. */
export const oneAtATime = '  perform from cognition.configuration c for update;';

/**
 * The control schema's owner is a member of the tenant's: who made a role may grant it, and from 16 on not yet become it.
 * Roles come first, then what asks whose member the owner is: PostgreSQL finds that out anew after each change of a role, and the
 * owner is a member of all tenants' roles.
 */
function makeSchema(): string {
  return functionSql({
    name: 'make_tenant_schema', parameters: 'name text', returns: 'void',
    declare: `  owner constant text := name || '_owner';
  role jsonb;
  inherited text;
  roles constant jsonb := (select c.roles from cognition.configuration c);`,
    body: `  execute format('create role %I nologin role ${controlOwner}', owner);
  execute format('grant ${ownersGroup} to %I', owner) || cognition.with_inherit();
  perform cognition.make_tenant_role(name, r.value ->> 'name') from jsonb_array_elements(roles) r;
  for role in select r.value from jsonb_array_elements(roles) r loop
    for inherited in select i.value from jsonb_array_elements_text(role -> 'inherits') i loop
      execute format('grant %I to %I', name || '_' || inherited, name || '_' || (role ->> 'name')) || cognition.with_inherit();
    end loop;
  end loop;
  execute format('create schema %I authorization %I', name, owner);
  execute format('alter default privileges for role %I revoke execute on functions from public', owner);
  execute format('alter default privileges for role %I revoke usage on types from public', owner);
  execute format('grant usage on schema %I to ${applicationAdmins}', name) || (select coalesce(string_agg(format(', %I', name || '_' || (r.value ->> 'name')), ''), '') from jsonb_array_elements(roles) r);`,
    comment: 'Makes the roles and the empty schema of a tenant, or of a template.',
  });
}

/** One at a time: roles of a group, and what is everybody's, are written by each. */
function addTenant(): string {
  return functionSql({
    name: 'add_tenant', parameters: 'name text, displayname text', returns: 'uuid', declare: '  made uuid;',
    body: `${oneAtATime}
  perform cognition.check_tenant_name(name);
  insert into cognition.tenants (name, displayname) values (add_tenant.name, add_tenant.displayname) returning id into made;
  perform cognition.make_tenant_schema(name);
  return made;`,
    comment: "Makes a tenant's row, its roles and its empty schema.",
  });
}

function setStatus(name: string, status: string, comment: string): string {
  return functionSql({
    name, parameters: 'tenant text', returns: 'cognition.tenants', declare: '  made cognition.tenants;',
    body: `${refuseOthers}
  update cognition.tenants t set status = '${status}' where t.name = ${name}.tenant returning t.* into made;
${refuse('not found', 'there is no such tenant', 'P0002')}
  return made;`,
    comment,
  });
}

/**
 * With its members and their logins; its name said twice. Logs stay. Its roles are those of its name that are members of
 * the group of their ending: another tenant's may begin with the same letters, and the configuration may have had more.
 */
function dropTenant(): string {
  return functionSql({
    name: 'drop_tenant', parameters: 'tenant text, confirmation text', returns: 'void', definer: true,
    declare: '  gone cognition.tenants;\n  roles text[];\n  role text;',
    body: `${refuseOthers}
${refuse('drop_tenant.confirmation is distinct from drop_tenant.tenant', 'the confirmation is not the name of the tenant', '22023')}
${oneAtATime}
  select t.* into gone from cognition.tenants t where t.name = drop_tenant.tenant for update;
${refuse('not found', 'there is no such tenant', 'P0002')}
  roles := (gone.name || '_owner') || array(select r.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member
    where g.rolname like 'tenant\\_%' and r.rolname = gone.name || substr(g.rolname, length('tenant_')) order by 1);
  perform cognition.with_rights_of(roles, format('drop schema if exists %I cascade', gone.name));
  delete from cognition.users u where u.tenant_id = gone.id;
  delete from cognition.tenant_logins l where l.tenant_id = gone.id;
  perform cognition.with_rights_of(roles, 'drop owned by ' || (select string_agg(quote_ident(r), ', ') from unnest(roles) r) || ' cascade');
  foreach role in array roles loop execute format('drop role %I', role); end loop;
  delete from cognition.tenants t where t.id = gone.id;`,
    comment: 'Drops a tenant, its schema with all data, its members and their logins.',
  });
}
