import { on15, verifier, type Attack } from './attacks.js';
import type { Cast } from './cast.js';

const denied = '42501';
const nearSuperuser = 'CREATEROLE is all but a superuser there: production wants 16 or newer';

/** What an application admin may try. */
export function applicationAdminAttacks({ acme, ua, app, invited, world }: Cast): readonly Attack[] {
  return [
    ['app', 'changes a database username', `update cognition.users set id = 'u_${'0'.repeat(32)}' where id = '${ua.id}'`, denied],
    ['app', 'chooses a database username', `insert into cognition.users (id, email) values ('u_${'0'.repeat(32)}', 'x@y.z')`, denied],
    ['app', "changes a tenant's schema name", `update cognition.tenants set name = 'mine' where name = '${acme}'`, denied],
    ['app', 'makes an active member', `insert into cognition.users (email, status, app_role) values ('x@y.z', 'active', 'application_admins')`, denied],
    ['app', 'activates an invitation', `update cognition.users set status = 'active' where id = '${invited}'`, denied],
    ['app', 'removes itself', `delete from cognition.users where id = '${app.id}'`, denied],
    ['app', 'removes itself by function', `select cognition.remove_user('${app.id}')`, denied],
    ['app', 'removes a member past the function', `delete from cognition.users where id = '${ua.id}'`, denied],
    ['app', 'removes whoever is not there', `select cognition.remove_user('${app.id.replace(/.$/, 'x')}')`, 'P0002'],
    ['app', 'locks the users of all tenants out', 'lock table cognition.users in row exclusive mode', denied],
    ['app', 'locks the users of all tenants out for good', 'lock table cognition.users in access exclusive mode', denied],
    ['app', 'locks the tenants out', 'lock table cognition.tenants in share row exclusive mode', denied],
    ['app', 'keeps tenants from being made', 'select from cognition.configuration for update', denied],
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
    ['app', 'reads who is who', 'select * from cognition.identities', denied],
    ['app', 'reads the events', 'select * from cognition.events', denied],
    ['app', 'gives all tenants something', `select cognition.grant_to_all('x', array['grant cognition_owner to tenant_users'])`, denied],
    ['app', 'gives a tenant what all have', `select cognition.give_tenant('${acme}')`, denied],
    ['app', 'suspends itself', `select cognition.suspend_user('${app.id}')`, denied],
    ['app', 'gives itself more time', `update cognition.users set expires_at = 'infinity' where id = '${app.id}'`, denied],
    ['app', 'makes a tenant past the functions', `insert into cognition.tenants (name, displayname) values ('mine', 'x')`, denied],
    ['app', "becomes a tenant's owner", `set role ${acme}_owner`, denied],
    ['app', 'is taken for the owner', `select cognition.invite_application_admin('x@y.z')`, denied],
    ['app', 'grants a login the owner', `grant cognition_owner to ${app.login}`, denied],
    ['app', 'adds a tenant without a template', `select cognition.add_tenant('mine', 'x')`, denied],
    ['app', 'moves a member into a tenant that is none', `select cognition.move_user('${ua.id}', 'cognition')`, 'P0002'],
    ['app', 'moves a member with a role that is none', `select cognition.move_user('${ua.id}', '${acme}', 'owner')`, '23514'],
  ];
}

/** What no tenant may be called: it would have roles that are not its own. */
export function ownerAttacks({ acme, invited, world }: Cast): readonly Attack[] {
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
    ['owner', 'makes a tenant of platform roles', add('rds'), '22023'],
    ['owner', 'makes a member active that is in no state', `set local role cognition_owner; update cognition.users set status = 'gone'`, '23514'],
    ['owner', 'makes application admins of members', `set local role cognition_owner; update cognition.users set app_role = 'application_admins' where tenant_id is not null`, '23514'],
    ['owner', 'gives an id that names a group', `set local role cognition_owner; insert into cognition.users (id, email, tenant_id) select 'tenant_users', 'x@y.z', t.id from cognition.tenants t where t.name = '${acme}'`, '23514'],
    ['owner', 'makes a member what its invitation says', `set local role cognition_owner; update cognition.users set invitation_data = '{"role": "admins", "app_role": "admins"}' where id = '${invited}';
      select cognition.activate_user('${invited}', 's', 'invited@x.test'${world.config.credentials === 'user' ? `, '${verifier}'` : ''}); select 1 from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid where r.rolname = '${invited}' and g.rolname <> '${acme}_users'`, 'no row'],
    ['owner', 'sets the password of no service', `set local role cognition_owner; select cognition.set_service_password('${acme}_owner', '${verifier}')`, '22023'],
    ['owner', 'runs programs of the server', 'set local role cognition_owner; grant pg_execute_server_program to cognition_owner', denied, on15('done', nearSuperuser)],
    ['owner', "sets the password of whom it has not made", `set local role cognition_owner; alter role unknown_${world.run} password 'x'`, denied, on15('done', nearSuperuser)],
    ['owner', 'drops whom it has not made', `set local role cognition_owner; drop role unknown_${world.run}`, denied, on15('2BP01', `${nearSuperuser}; a grant in this database holds it`)],
    ['owner', 'becomes superuser', 'set local role cognition_owner; alter role cognition_owner superuser', denied],
    ['owner', 'makes a superuser', 'set local role cognition_owner; create role mine superuser', denied],
    ['owner', 'makes a role that no policy holds', 'set local role cognition_owner; create role mine bypassrls', denied],
    ['owner', 'makes a role that copies the server', 'set local role cognition_owner; create role mine replication', denied],
  ];
}
