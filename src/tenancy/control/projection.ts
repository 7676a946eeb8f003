import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { quoteLiteral } from '../../postgres/quote.js';
import { functionSql } from './function-sql.js';
import { controlOwner } from './role-names.js';

/**
 * Rows are the truth, logins and memberships follow: one trigger makes them match after every write, by whatever way it
 * came. Taking a membership away holds in sessions that are open; NOLOGIN and VALID UNTIL do not.
 */
export function projectionSql(): string {
  return [
    withInherit(), validUntil(), groupOf(), takeOver(), endSessions(), projectLogin(), dropLogin(), projectUser(),
    `create trigger project_user after insert or delete or update of status, app_role, tenant_id, expires_at on cognition.users for each row execute function cognition.project_user();`,
    projectTenant(), dropTenantLogin(),
    `create trigger drop_tenant_login after delete on cognition.tenant_logins for each row execute function cognition.drop_tenant_login();`,
    `create trigger project_tenant after update of status on cognition.tenants for each row execute function cognition.project_tenant();`,
    expireUsers(),
  ].join('\n');
}

/** Members inherit and may not SET ROLE; PostgreSQL 15 has no such option, so nothing may rest on it. */
function withInherit(): string {
  return functionSql({
    name: 'with_inherit', returns: 'text', stable: true,
    body: "  return case when current_setting('server_version_num')::int >= 160000 then ' with inherit true, set false' else '' end;",
    comment: 'Options of a membership, as the end of a GRANT.',
  });
}

/** Spelled so that no setting of the session decides about its meaning. */
function validUntil(): string {
  return functionSql({
    name: 'valid_until', parameters: 'expires_at timestamptz', returns: 'text', stable: true,
    body: `  if expires_at is null or expires_at >= '9999-01-01 00:00:00+00' then return 'infinity'; end if;
  if expires_at < '1970-01-01 00:00:00+00' then return '1970-01-01 00:00:00+00'; end if;
  return to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00';`,
    comment: 'For VALID UNTIL of a login.',
  });
}

function groupOf(): string {
  return functionSql({
    name: 'group_of', parameters: 'tenant uuid, app_role text', returns: 'text', stable: true,
    body: `  if app_role = ${quoteLiteral(applicationAdmins)} then return app_role; end if;
  return (select t.name || '_' || group_of.app_role from cognition.tenants t where t.id = tenant and t.status = 'active');`,
    comment: "The group of a role in a tenant; null while the tenant is suspended.",
  });
}

/** For one statement: PostgreSQL asks for the rights of a role from whoever ends its sessions or takes what it owns. */
function takeOver(): string {
  return functionSql({
    name: 'with_rights_of', parameters: 'roles text[], statement text', returns: 'void',
    declare: `  role text;
  missing constant text[] := array(select r from unnest(roles) r where not pg_has_role('${controlOwner}', r, 'USAGE'));`,
    body: `  foreach role in array missing loop execute format('grant %I to ${controlOwner}', role); end loop;
  execute statement;
  foreach role in array missing loop execute format('revoke %I from ${controlOwner}', role); end loop;`,
    comment: "Runs a statement with these roles' rights added to the owner's.",
  });
}

function endSessions(): string {
  return functionSql({
    name: 'end_sessions', parameters: 'login text', returns: 'void',
    body: `  if exists (select from pg_stat_activity a where a.usename = login and a.pid <> pg_backend_pid()) then
    perform cognition.with_rights_of(array[login], format('select pg_terminate_backend(a.pid) from pg_stat_activity a where a.usename = %L and a.pid <> pg_backend_pid()', login));
  end if;
exception when insufficient_privilege then
  -- What ends a member's rights is the membership; a session that stays has none.
  raise warning 'sessions of % could not be ended', login;`,
    comment: "Ends a login's sessions, the current one aside.",
  });
}

function projectLogin(): string {
  return functionSql({
    name: 'project_login', parameters: 'login text, wanted text, expires_at timestamptz', returns: 'void',
    declare: '  held name;\n  lost boolean := wanted is null;',
    body: `  if to_regrole(quote_ident(login)) is null then return; end if;
  for held in select distinct g.rolname from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member
    where r.rolname = login and g.rolname is distinct from wanted loop
    execute format('revoke %I from %I', held, login);
    lost := true;
  end loop;
  if wanted is not null and not exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member
    where r.rolname = login and g.rolname = wanted) then
    execute format('grant %I to %I', wanted, login) || cognition.with_inherit();
  end if;
  -- From 16 on each change of a role takes time that grows with the number of roles: none for nothing.
  if not exists (select from pg_roles r where r.rolname = login and r.rolcanlogin = (wanted is not null)
    and coalesce(r.rolvaliduntil, 'infinity') = cognition.valid_until(expires_at)::timestamptz) then
    execute format('alter role %I %s valid until %L', login, case when wanted is null then 'nologin' else 'login' end, cognition.valid_until(expires_at));
  end if;
  if lost then perform cognition.end_sessions(login); end if;`,
    comment: 'Makes a login a member of the wanted group and of nothing else; null: shuts it out.',
  });
}

/** What the login owns (large objects can be made by anybody) is the tenant's from now on: nothing of it is dropped. */
function dropLogin(): string {
  return functionSql({
    name: 'drop_login', parameters: 'login text, heir text', returns: 'void',
    body: `  if to_regrole(quote_ident(login)) is null then return; end if;
  perform cognition.project_login(login, null, null);
  begin
    perform cognition.with_rights_of(array_remove(array[login, heir], null), format('reassign owned by %I to %I', login, coalesce(heir, '${controlOwner}')));
    perform cognition.with_rights_of(array[login], format('drop owned by %I', login));
    execute format('drop role %I', login);
  exception when dependent_objects_still_exist or insufficient_privilege then
    -- In another database of the cluster it owns something: it stays, and can do nothing.
    execute format('alter role %I nologin password null', login);
    raise warning 'login % is shut, but owns something in another database', login;
  end;`,
    comment: 'Ends a login for good.',
  });
}

function projectUser(): string {
  return functionSql({
    name: 'project_user', returns: 'trigger', definer: true,
    declare: '  open boolean;',
    body: `  if tg_op = 'DELETE' then
    perform cognition.drop_login(old.id, (select o.rolname from cognition.tenants t join pg_roles o on o.rolname = t.name || '_owner' where t.id = old.tenant_id));
    return null;
  end if;
  open := new.status = 'active' and (new.expires_at is null or new.expires_at > now());
  perform cognition.project_login(new.id, case when open then cognition.group_of(new.tenant_id, new.app_role) end, new.expires_at);
  return null;`,
    comment: "Makes a member's login follow its row.",
  });
}

function projectTenant(): string {
  return functionSql({
    name: 'project_tenant', returns: 'trigger', definer: true,
    body: `  perform cognition.project_login(u.id, case when u.status = 'active' and (u.expires_at is null or u.expires_at > now()) then cognition.group_of(u.tenant_id, u.app_role) end, u.expires_at)
  from cognition.users u where u.tenant_id = new.id order by u.id;
  perform cognition.project_login(l.id, cognition.group_of(l.tenant_id, l.app_role), null) from cognition.tenant_logins l where l.tenant_id = new.id order by l.id;
  return null;`,
    comment: "Makes the logins of a tenant's members follow its status.",
  });
}

function dropTenantLogin(): string {
  return functionSql({
    name: 'drop_tenant_login', returns: 'trigger', definer: true,
    body: '  perform cognition.drop_login(old.id, null);\n  return null;',
    comment: "Ends the login of a tenant's role with its row.",
  });
}

/** The row says it all: it is left as it is, so that a later end lets the member in again. */
function expireUsers(): string {
  return functionSql({
    name: 'expire_users', returns: 'integer', definer: true,
    declare: '  gone record;\n  n integer := 0;',
    body: `  for gone in select u.id, u.tenant_id, u.expires_at from cognition.users u
    where u.expires_at <= now() and exists (select from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = u.id) order by u.id for update skip locked loop
    perform cognition.project_login(gone.id, null, gone.expires_at);
    perform cognition.log('expire', gone.id, gone.tenant_id, null, jsonb_build_object('expires_at', gone.expires_at));
    n := n + 1;
  end loop;
  return n;`,
    comment: 'Shuts out whose time is up, in open sessions too; to be run every minute. The number of members.',
  });
}
