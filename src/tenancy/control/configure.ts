import { applicationAdmins } from '../../catalog/scratch-roles.js';
import type { Config } from '../../config/types.js';
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.js';
import { asked, configuredSql, memberGroups } from './configured.js';
import { functionSql, grantExecute, refuse } from './function-sql.js';
import { hooksRole, ownersGroup, rotationRole, workerRole } from './role-names.js';

/**
 * The settings' part of the control schema: may be run again with other roles, and after every upgrade. To be run as
 * the owner.
 */
export function configurationSql(config: Config): string {
  const roles = JSON.stringify(config.roles);
  return [
    `select cognition.configure(${quoteLiteral(roles)}::jsonb, ${quoteLiteral(config.credentials)}, ${quoteLiteral(config.templateSchema)});`,
    configuredSql(config), privateGrants(config),
  ].join('\n');
}

/**
 * Makes groups of roles that are new, in every tenant and the template; takes all away from groups, to be granted anew, and
 * from roles what they do not inherit any more. Roles that are gone from the settings stay, without members, for a
 * migration may still have to take their rights away: when they come back they are the same.
 */
export function configureSql(): string {
  return functionSql({
    name: 'configure', parameters: 'roles jsonb, credentials text, template_schema text', returns: 'void',
    declare: `  before constant jsonb := coalesce((select c.roles from cognition.configuration c), '[]');
  news constant jsonb := (select jsonb_agg(n.value order by n.ordinality) from jsonb_array_elements(roles) with ordinality n where not exists (select from jsonb_array_elements(before) b where b.value ->> 'name' = n.value ->> 'name'));
  had constant text[] := coalesce((select c.former || array(select b.value ->> 'name' from jsonb_array_elements(c.roles) b) from cognition.configuration c), '{}');
  program record;
  is_known boolean;
  schemas constant text[] := (select array_agg(s.name order by s.name) from (select t.name from cognition.tenants t union select p.reference from cognition.template_programs p where p.reference is not null) s);
  role text;
  tenant text;
  inherited text;`,
    body: `${refuse('exists (select from cognition.configuration c where c.credentials <> configure.credentials) and exists (select from cognition.users u where u.status <> \'invited\')', 'the credential mode cannot be changed once there are active members', '55000')}
  select p.* into program from cognition.template_programs p where p.current and p.reference is not null;
  is_known := found and news is not null
    and not exists (select from cognition.template_differences(program.reference, program.version, (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from cognition.schema_rows(program.reference, program.exact_rows) r)));
  for role in select r.rolname from pg_roles r where r.rolname = '${applicationAdmins}' or r.rolname ~ '^tenant_' loop
    execute format('revoke all on all tables in schema cognition from %I', role);
    execute format('revoke all on all functions in schema cognition from %I', role);
  end loop;
  insert into cognition.configuration (roles, credentials, template_schema) values (configure.roles, configure.credentials, configure.template_schema)
  on conflict (one) do update set roles = excluded.roles, credentials = excluded.credentials, template_schema = excluded.template_schema, checksum = null,
    former = array(select distinct h from unnest(had) h where not exists (select from jsonb_array_elements(configure.roles) r where r.value ->> 'name' = h) order by 1);
  for role in select n.value ->> 'name' from jsonb_array_elements(news) n loop
    if role <> all (had) then execute format('create role %I nologin', 'tenant_' || role); end if;
    execute format('grant connect on database %I to %I', current_database(), 'tenant_' || role);
    perform cognition.make_tenant_role(s.name, role, role = any (had)), cognition.with_rights_of(array[s.name || '_owner'], format('grant usage on schema %I to %I', s.name, s.name || '_' || role))
    from unnest(schemas) with ordinality s(name, n) order by s.n;
  end loop;
  for tenant, role, inherited in
    select s.name, r.value ->> 'name', o.name from unnest(schemas) s(name) cross join jsonb_array_elements(roles) r cross join (select distinct h from unnest(had) h) o(name)
    join pg_roles g on g.rolname = s.name || '_' || o.name join pg_roles m on m.rolname = s.name || '_' || (r.value ->> 'name')
    where o.name <> r.value ->> 'name' and not r.value -> 'inherits' ? o.name and exists (select from pg_auth_members a where a.roleid = g.oid and a.member = m.oid)
  loop
    execute format('revoke %I from %I', tenant || '_' || inherited, tenant || '_' || role);
  end loop;
  for tenant, role in select s.name, r.value ->> 'name' from unnest(schemas) s(name), jsonb_array_elements(roles) r loop
    for inherited in select i.value from jsonb_array_elements(roles) r, jsonb_array_elements_text(r.value -> 'inherits') i where r.value ->> 'name' = role loop
      if not pg_has_role(tenant || '_' || role, tenant || '_' || inherited, 'USAGE') then
        execute format('grant %I to %I', tenant || '_' || inherited, tenant || '_' || role) || cognition.with_inherit();
      end if;
    end loop;
  end loop;
  -- The template has them by now, and so has what tenants are made by and compared with, before a migration gives them rights.
  if is_known then
    update cognition.template_programs p set roles = p.roles || coalesce((select jsonb_agg(n.value) from jsonb_array_elements(news) n where not exists (select from jsonb_array_elements(p.roles) r where r.value ->> 'name' = n.value ->> 'name')), '[]') where p.version = program.version;
    perform cognition.adopt_template(program.reference);
  end if;
  if configure.credentials = 'user' then
    delete from cognition.tenant_logins;
    delete from cognition.events e where e.kind = 'make_login';
  end if;
  perform cognition.want_logins();`,
    comment: 'Makes the roles of the configuration.',
  });
}

/** What is not in the face of scratch databases. */
function privateGrants(config: Config): string {
  const members = memberGroups(config);
  const admins = [applicationAdmins];
  const callers: Readonly<Record<string, readonly string[]>> = {
    groups_of: members, tenants_of: members, role_of: members, may_see: members, enter: members,
    invite_user_into: admins, suspend_tenant: admins, resume_tenant: admins, create_tenant: admins, drop_tenant: admins,
    is_invited: [hooksRole], claims: [hooksRole], pending_invitations: [hooksRole, workerRole],
    credential_mode: [workerRole], activate_user: [workerRole], take_events: [workerRole], finish_event: [workerRole], tenant_login: [workerRole], open_tenant_login: [workerRole],
    expire_users: [workerRole, applicationAdmins], set_user_password: [rotationRole],
  };
  const ownTenant = 'tenant_id = (select t.id from cognition.tenants t where t.name = (select cognition.current_tenant()))';
  return `
${Object.entries(callers).map(([name, roles]) => grantExecute(name, roles)).join('\n')}
grant usage on schema cognition to ${hooksRole}, ${workerRole}, ${rotationRole}, ${ownersGroup};
grant select, references on cognition.users, cognition.tenants to ${ownersGroup};
${[...asked, 'finish_schema', 'schema_rows', 'run_texts'].map((name) => grantExecute(name, [ownersGroup])).join('\n')}
grant select on cognition.audit_log to ${applicationAdmins}, ${quoteIdentifier('tenant_admins')};
drop policy if exists everything on cognition.audit_log;
create policy everything on cognition.audit_log for select to ${applicationAdmins} using ((select cognition.has_role(${quoteLiteral(applicationAdmins)})));
drop policy if exists own_tenant on cognition.audit_log;
create policy own_tenant on cognition.audit_log for select to tenant_admins using (${ownTenant});`;
}
