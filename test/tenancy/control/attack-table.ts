import { everyRow, tenantUserAttacks } from './attacks-of-a-user.js';
import { verifier, type Attack, type Cast } from './attacks.js';

const denied = '42501';

/** Each of them must be refused. Grouped by who tries; a line each. */
export function attackTable(cast: Cast): readonly Attack[] {
  return [...tenantUserAttacks(cast), ...tenantAdmin(cast), ...otherTenant(cast), ...shutOut(cast), ...unknownLogin(cast), ...services(cast), ...applicationAdmin(cast), ...owner(cast), ...last];
}

function tenantAdmin({ acme, globex, ua, aa, aa2, ub, app, invited, world }: Cast): readonly Attack[] {
  return [
    ['aa', 'reads the users of another tenant', `select * from cognition.users where id = '${ub.id}'`, 'no row'],
    ['aa', 'reads application admins', `select * from cognition.users where id = '${app.id}'`, 'no row'],
    ['aa', 'suspends a user of another tenant', `select cognition.suspend_user('${ub.id}')`, 'P0002'],
    ['aa', 'removes an application admin', `select cognition.remove_user('${app.id}')`, 'P0002'],
    ['aa', 'changes a user of another tenant', `update cognition.users set email = 'x@y.z' where id = '${ub.id}'`, 'no row'],
    ['aa', 'moves a colleague into another tenant', `update cognition.users set tenant_id = null where id = '${ua.id}'`, denied],
    ['aa', 'moves a colleague by function', `select cognition.move_user('${ua.id}', '${globex}')`, denied],
    ['aa', 'makes an application admin', `update cognition.users set app_role = 'application_admins' where id = '${ua.id}'`, denied],
    ['aa', 'invites an application admin', `select cognition.invite_user('x@y.z', 'application_admins')`, denied],
    ['aa', 'invites a role that is none', `select cognition.invite_user('x@y.z', 'cognition_owner')`, denied],
    ['aa', 'invites into another tenant', `select cognition.invite_user_into('${globex}', 'x@y.z', 'users')`, denied],
    ['aa', 'makes a user past the functions', `insert into cognition.users (email, tenant_id) select 'x@y.z', id from cognition.tenants`, denied],
    ['aa', 'activates an invitation', `update cognition.users set status = 'active' where id = '${invited}'`, denied],
    ['aa', 'makes a member invited again', `update cognition.users set status = 'invited' where id = '${ua.id}'`, denied],
    ['aa', 'suspends itself', `select cognition.suspend_user('${aa.id}')`, denied],
    ['aa', 'gives itself another role', `update cognition.users set app_role = 'billing' where id = '${aa.id}'`, denied],
    ['aa', 'gives itself more time', `update cognition.users set expires_at = 'infinity' where id = '${aa.id}'`, denied],
    ['aa', 'changes a database username', `update cognition.users set id = 'postgres' where id = '${ua.id}'`, denied],
    ['aa', "changes its tenant's schema name", `update cognition.tenants set name = '${globex}'`, denied],
    ['aa', 'suspends its own tenant', `update cognition.tenants set status = 'suspended'`, denied],
    ['aa', 'renames another tenant', `update cognition.tenants set displayname = 'x' where name = '${globex}'`, 'no row'],
    ['aa', 'makes a tenant', `insert into cognition.tenants (name, displayname) values ('mine', 'x')`, denied],
    ['aa', 'makes a tenant by function', `select cognition.add_tenant('mine', 'x')`, denied],
    ['aa', 'drops its tenant', `select cognition.drop_tenant('${acme}', '${acme}')`, denied],
    ['aa', 'puts SQL into the name of a role', `select cognition.change_user_role('${ua.id}', 'users; grant cognition_owner to ${aa.id}; --')`, denied],
    ['aa', 'puts SQL into an address', `select cognition.invite_user('x''; drop table cognition.users; --', 'users')`, '23514'],
    ['aa', 'puts a role into the invitation', `update cognition.users set invitation_data = '{"role": "application_admins"}' where id = '${invited}'; select 1 from cognition.users where app_role = 'application_admins'`, 'no row'],
    ['aa', 'changes every row there is', everyRow(`update cognition.users set first_name = 'x'`, '(select count(*) from cognition.users)'), '45000'],
    ['aa', 'renames every tenant there is', everyRow(`update cognition.tenants set displayname = 'x'`, '1'), '45000'],
    ['ua', 'changes every row there is', everyRow(`update cognition.users set first_name = 'x'`, '1'), '45000'],
    ['aa', 'reads the log of another tenant', `select * from cognition.audit_log where target = '${ub.id}'`, 'no row'],
    ['aa', 'changes the log', `update cognition.audit_log set actor = 'x'`, denied],
    ['aa', 'empties the log', 'delete from cognition.audit_log', denied],
    ['aa', 'binds a colleague to another person', `update cognition.identities set sub = 'mine'`, denied],
    ['aa', 'sets the password of a colleague', `alter role ${ua.id} password 'x'`, denied],
    ['aa', 'drops the login of a colleague', `drop role ${aa2.id}`, denied],
    ['aa', 'opens its tenant to all tenants', `grant usage on schema ${acme} to tenant_users; select 1 where has_schema_privilege('tenant_users', '${acme}', 'usage')`, [denied, 'no row']],
    ['aa', 'opens a table to another tenant', `grant select on ${acme}.notes to ${globex}_users; select 1 where has_table_privilege('${globex}_users', '${acme}.notes', 'select')`, [denied, 'no row']],
    ['aa', 'takes the address of a member of its tenant twice', `select cognition.invite_user('${ua.email.toUpperCase()}', 'users')`, '23505'],
    ['aa', 'runs the sweep', 'select cognition.expire_users()', denied],
    ['aa', 'reads another tenant', `select * from ${globex}.notes`, denied],
    ['aa', 'asks for the groups of another tenant\'s member', `select cognition.groups_of('${ub.id}')`, 'no row'],
    ['aa', 'reads the users as its group', `set role ${acme}_admins; select * from cognition.users`, [denied, 'no row']],
    ['aa', 'changes the users as its group', `set role ${acme}_admins; update cognition.users set app_role = 'users'`, [denied, 'no row']],
    ['aa', 'invites as the group of all admins', `set role tenant_admins; select cognition.invite_user('x@y.z', 'users')`, denied],
    ['aa', 'is somebody as its group', `set role ${acme}_users; select cognition.current_user_id()`, [denied, 'null']],
    ['aa', 'ends the session of whoever installed it', `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'aurora_${world.run}'`, denied],
  ];
}

function otherTenant({ acme, ua, aa, pa, pb, globex }: Cast): readonly Attack[] {
  return [
    ['half', 'is somebody while row and membership differ', 'select cognition.current_user_id()', 'null'],
    ['half', 'is of a tenant while row and membership differ', 'select cognition.current_tenant()', 'null'],
    ['half', 'has a role while row and membership differ', 'select cognition.current_role_name()', 'null'],
    ['half', 'reads users while row and membership differ', 'select * from cognition.users', 'no row'],
    ['ub', 'reads tenant A', `select * from ${acme}.notes`, denied],
    ['ub', 'reads the users of tenant A', `select * from cognition.users where id in ('${ua.id}', '${aa.id}')`, 'no row'],
    ['ub', 'suspends the admin of tenant A', `select cognition.suspend_user('${aa.id}')`, denied],
    ['pa', 'reads its other tenant without switching', `select * from ${globex}.notes`, denied],
    ['pa', 'becomes its other membership', `set role ${pb.id}`, denied],
    ['pa', 'reads the row of its other membership', `select * from cognition.users where id = '${pb.id}'`, 'no row'],
    ['pa', 'is of the other tenant at once when it switches', `select cognition.switch_tenant('${globex}'); select 1 where cognition.current_tenant() <> '${acme}'`, 'no row'],
    ['pa', 'changes the row of its other membership', `update cognition.users set first_name = 'x' where id <> '${pa.id}'`, 'no row'],
  ];
}

/** Their sessions were open before. */
function shutOut({ acme, suspended, expired, ua }: Cast): readonly Attack[] {
  return (['suspended', 'expired'] as const).flatMap((who): readonly Attack[] => {
    const own = { suspended, expired }[who].id;
    return [
      [who, 'reads its tenant', `select * from ${acme}.notes`, denied],
      [who, 'writes into its tenant', `insert into ${acme}.notes (body) values ('x')`, denied],
      [who, 'reads itself', 'select * from cognition.users', denied],
      [who, 'asks who it is', 'select cognition.current_user_id()', denied],
      [who, 'lets itself in again', `update cognition.users set status = 'active', expires_at = null where id = '${own}'`, denied],
      [who, 'lets itself in by function', `select cognition.resume_user('${own}')`, denied],
      [who, 'invites a helper', `select cognition.invite_user('x@y.z', 'admins')`, denied],
      [who, 'suspends a colleague', `select cognition.suspend_user('${ua.id}')`, denied],
      [who, 'joins its group again', `grant ${acme}_admins to ${own}`, denied],
      [who, 'becomes its group', `set role ${acme}_admins`, denied],
      [who, 'lets its login in again', `alter role ${own} login valid until 'infinity'`, denied],
    ];
  });
}

function unknownLogin({ acme }: Cast): readonly Attack[] {
  return [
    ['unknown', 'reads a tenant', `select * from ${acme}.notes`, denied],
    ['unknown', 'reads the users', 'select * from cognition.users', denied],
    ['unknown', 'asks who it is', 'select cognition.current_user_id()', denied],
    ['unknown', 'makes a temporary table', 'create temporary table t (id int)', denied],
    ['unknown', 'makes a table in public', 'create table public.t (id int)', denied],
    ['unknown', 'becomes a group', 'set role tenant_users', denied],
    ['unknown', 'activates somebody', `select cognition.activate_user('x', 'y', 'z', '${verifier}')`, denied],
  ];
}

function services({ acme, ua, invited, suspended }: Cast): readonly Attack[] {
  const activate = (id: string, sub: string, email: string, word: string): string => `select cognition.activate_user('${id}', '${sub}', '${email}', ${word})`;
  return [
    ['hooks', 'reads the users', 'select * from cognition.users', denied],
    ['hooks', 'reads who is who', 'select * from cognition.identities', denied],
    ['hooks', 'reads a tenant', `select * from ${acme}.notes`, denied],
    ['hooks', 'writes the users', `update cognition.users set app_role = 'admins'`, denied],
    ['hooks', 'invites', `select cognition.invite_user('x@y.z', 'admins')`, denied],
    ['hooks', 'sets a password', `select cognition.set_user_password('${ua.id}', '${verifier}')`, denied],
    ['hooks', "sets its own password's rival", `select cognition.set_service_password('cognition_rotation', '${verifier}')`, denied],
    ['hooks', 'activates with another address', activate(invited, 's', 'other@x.test', `'${verifier}'`), denied],
    ['hooks', 'takes over an active member for another person', activate(ua.id, 'another-sub', ua.email, `'${verifier}'`), denied],
    ['hooks', 'activates whoever is suspended', activate(suspended.id, suspended.sub, suspended.email, `'${verifier}'`), denied],
    ['hooks', 'sends a password instead of a verifier', activate(invited, 's', 'invited@x.test', "'secret'"), '22023'],
    ['hooks', 'sends an MD5 hash', activate(invited, 's', 'invited@x.test', `'md5${'0'.repeat(32)}'`), '22023'],
    ['hooks', 'puts SQL behind a verifier', activate(invited, 's', 'invited@x.test', `'${verifier}'' superuser; --'`), '22023'],
    ['hooks', 'puts a line behind a verifier', activate(invited, 's', 'invited@x.test', `'${verifier}' || chr(10) || 'x'`), '22023'],
    ['hooks', 'sends no verifier', activate(invited, 's', 'invited@x.test', 'null'), '22023'],
    ['hooks', 'makes a role', 'create role mine', denied],
    ['hooks', 'becomes the owner', 'set role cognition_owner', denied],
    ['hooks', 'makes a tenant', `select cognition.add_tenant('mine', 'x')`, denied],
    ['hooks', 'asks for the claims of whoever is suspended', `select * from cognition.claims('${suspended.sub}')`, 'no row'],
    ['hooks', 'asks for the claims of nobody', `select * from cognition.claims('nobody')`, 'no row'],
    ['rotation', 'activates', activate(invited, 's', 'invited@x.test', `'${verifier}'`), denied],
    ['rotation', "sets the owner's password", `select cognition.set_user_password('cognition_owner', '${verifier}')`, 'P0002'],
    ['rotation', "sets the master's password", `select cognition.set_user_password(session_user, '${verifier}')`, 'P0002'],
    ['rotation', 'sets a password of an invitation', `select cognition.set_user_password('${invited}', '${verifier}')`, 'P0002'],
    ['rotation', 'puts SQL into the name of a login', `select cognition.set_user_password('${ua.id}" superuser; --', '${verifier}')`, 'P0002'],
  ];
}

function applicationAdmin({ acme, ua, app, invited, world }: Cast): readonly Attack[] {
  return [
    ['app', 'changes a database username', `update cognition.users set id = 'u_${'0'.repeat(32)}' where id = '${ua.id}'`, denied],
    ['app', 'chooses a database username', `insert into cognition.users (id, email) values ('u_${'0'.repeat(32)}', 'x@y.z')`, denied],
    ['app', "changes a tenant's schema name", `update cognition.tenants set name = 'mine' where name = '${acme}'`, denied],
    ['app', 'makes an active member', `insert into cognition.users (email, status, app_role) values ('x@y.z', 'active', 'application_admins')`, denied],
    ['app', 'activates an invitation', `update cognition.users set status = 'active' where id = '${invited}'`, denied],
    ['app', 'removes itself', `delete from cognition.users where id = '${app.id}'`, denied],
    ['app', 'makes a member of a tenant application admin', `update cognition.users set app_role = 'application_admins' where id = '${ua.id}'`, '23514'],
    ['app', 'gives a role that is none', `update cognition.users set app_role = 'owner' where id = '${ua.id}'`, '23514'],
    ['app', 'changes the log', 'delete from cognition.audit_log', denied],
    ['app', 'alters the users', 'alter table cognition.users disable row level security', denied],
    ['app', 'makes a role', 'create role mine superuser', denied],
    ['app', 'becomes the owner', 'set role cognition_owner', denied],
    ['app', 'drops a tenant unconfirmed', `select cognition.drop_tenant('${acme}', 'acme')`, '22023'],
    ['app', 'drops a tenant that is none', `select cognition.drop_tenant('cognition', 'cognition')`, 'P0002'],
    ['app', 'reads a tenant that has granted it nothing', `select * from ${acme}.notes`, denied],
    ['app', 'sets a password', `select cognition.set_user_password('${ua.id}', '${verifier}')`, denied],
    ['app', 'drops the database', `alter database ${world.database} rename to mine`, denied],
  ];
}

/** What no tenant may be called: it would have roles that are not its own. */
function owner({ acme, world }: Cast): readonly Attack[] {
  const add = (name: string): string => `set local role cognition_owner; select cognition.add_tenant('${name}', 'x')`;
  return [
    ['owner', 'makes a tenant whose users are everybody', add('tenant'), '22023'],
    ['owner', 'makes a tenant whose admins are application admins', add('application'), '22023'],
    ['owner', 'makes a tenant with the name of the template', add('tenant_template'), '22023'],
    ['owner', 'makes a tenant in the control schema', add('cognition'), '22023'],
    ['owner', "makes a tenant in the server's schema", add('pg_catalog'), '22023'],
    ['owner', 'makes a tenant twice', add(acme), '42710'],
    ['owner', 'makes a tenant whose roles are cut off', add(`a${'b'.repeat(55)}`), '22023'],
    ['owner', 'makes a tenant of SQL', add(`x"; drop table cognition.users; --`), '22023'],
    ['owner', 'renames the schema of a tenant', `set local role cognition_owner; update cognition.tenants set name = 'x_${world.run}' where name = '${acme}'`, denied],
    ['owner', 'changes a database username', `set local role cognition_owner; update cognition.users set id = 'u_${'0'.repeat(32)}' where status = 'invited'`, denied],
    ['owner', 'rewrites the log', 'set local role cognition_owner; delete from cognition.audit_log', denied],
    ['owner', 'empties the log', 'set local role cognition_owner; truncate cognition.audit_log', denied],
  ];
}

/** Ends the sessions of the members it reaches, which no rollback brings back. */
const last: readonly Attack[] = [
    ['aa', 'deletes every row there is', everyRow('delete from cognition.users', '(select count(*) - 1 from cognition.users)'), '45000'],
];
