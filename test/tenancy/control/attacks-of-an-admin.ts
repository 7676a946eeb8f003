import { on15, type Attack } from './attacks.js';
import { everyRow } from './attacks-of-a-user.js';
import type { Cast } from './cast.js';

const denied = '42501';
const inherits = 'there is no membership without SET ROLE: what holds must hold for the group, who is nobody';

/** What an admin of a tenant may try. */
export function tenantAdminAttacks({ acme, globex, ua, aa, ub, app, invited, world }: Cast): readonly Attack[] {
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
    ['aa', 'puts SQL into the name of a role', `select cognition.change_user_role('${ua.id}', 'users; grant cognition_owner to ${aa.login}; --')`, denied],
    ['aa', 'puts SQL into an address', `select cognition.invite_user('x''; drop table cognition.users; --', 'users')`, '23514'],
    ['aa', 'puts a role into the invitation', `update cognition.users set invitation_data = '{"role": "application_admins"}' where id = '${invited}'; select 1 from cognition.users where app_role = 'application_admins'`, 'no row'],
    ['aa', 'changes every row there is', everyRow(`update cognition.users set first_name = 'x'`, '(select count(*) from cognition.users)'), '45000'],
    ['aa', 'renames every tenant there is', everyRow(`update cognition.tenants set displayname = 'x'`, '1'), '45000'],
    ['ua', 'changes every row there is', everyRow(`update cognition.users set first_name = 'x'`, '1'), '45000'],
    ['aa', 'reads the log of another tenant', `select * from cognition.audit_log where target = '${ub.id}'`, 'no row'],
    ['aa', 'changes the log', `update cognition.audit_log set actor = 'x'`, denied],
    ['aa', 'empties the log', 'delete from cognition.audit_log', denied],
    ['aa', 'binds a colleague to another person', `update cognition.identities set sub = 'mine'`, denied],
    ['aa', 'sets the password of a colleague', `alter role ${ua.login} password 'x'`, denied],
    ['aa', 'drops the login of a colleague', `drop role ${ua.login}`, denied],
    ['aa', 'opens its tenant to all tenants', `grant usage on schema ${acme} to tenant_users; select 1 where has_schema_privilege('tenant_users', '${acme}', 'usage')`, 'no row'],
    ['aa', 'opens a table to another tenant', `grant select on ${acme}.notes to ${globex}_users; select 1 where has_table_privilege('${globex}_users', '${acme}.notes', 'select')`, 'no row'],
    ['aa', 'takes the address of a member of its tenant twice', `select cognition.invite_user('${ua.email.toUpperCase()}', 'users')`, '23505'],
    ['aa', 'runs the sweep', 'select cognition.expire_users()', denied],
    ['aa', 'reads another tenant', `select * from ${globex}.notes`, denied],
    ['aa', 'asks for the groups of another tenant\'s member', `select cognition.groups_of('${ub.id}')`, 'no row'],
    ['aa', 'reads the users as its group', `set role ${acme}_admins; select * from cognition.users`, denied, on15('no row', inherits)],
    ['aa', 'changes the users as its group', `set role ${acme}_admins; update cognition.users set app_role = 'users'`, denied, on15('no row', inherits)],
    ['aa', 'invites as the group of all admins', `set role tenant_admins; select cognition.invite_user('x@y.z', 'users')`, denied],
    ['aa', 'is somebody as its group', `set role ${acme}_users; select cognition.current_user_id()`, denied, on15('null', inherits)],
    ['aa', 'ends the session of whoever installed it', `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'aurora_${world.run}'`, denied],
    ['aa', 'takes a member of another tenant by its role', `select cognition.change_user_role('${ub.id}', 'users')`, 'P0002'],
    ['aa', 'ends the membership of a member of another tenant', `select cognition.expire_user('${ub.id}', now())`, 'P0002'],
    ['aa', 'gives itself more time by function', `select cognition.expire_user('${aa.id}', null)`, denied],
    ['aa', 'gives its users something by the function', `select cognition.grant_to_tenant('${acme}', 'x', array['grant delete on ${acme}.notes to ${acme}_users'])`, denied],
    ['aa', 'reads the events', 'select data from cognition.events', denied],
    ['aa', 'chooses a membership for another', `select cognition.switch_member('${ua.id}')`, denied],
    ['aa', 'adds a policy for itself', 'create policy mine on cognition.users using (true)', denied],
    ['aa', 'grants what it was granted', 'grant select on cognition.users to tenant_users; select 1 from cognition.users where tenant_id is null', 'no row'],
    ['aa', 'runs a function of another tenant with its own rights', `select ${globex}.peek('${acme}.notes')`, denied],
    ['aa', 'changes its tenant\'s function', `create or replace function ${acme}.peek(relation text, found out text) language sql as 'select null::text'`, denied],
    ['aa', "makes its tenant's function its own", `alter function ${acme}.peek(text) owner to ${aa.login}`, denied],
    ['aa', "becomes its tenant's owner", `set role ${acme}_owner`, denied],
    ['aa', 'gives its tenant away', `alter schema ${acme} owner to ${globex}_owner`, denied],
    ['aa', "reads another tenant through its tenant's own function", `select ${acme}.peek('${globex}.own')`, denied],
    ['aa', "leaves its tenant's function by the role", `select ${acme}.peek('(select set_config(''role'', ''${globex}_owner'', true)) as s(t), ${globex}.notes')`, denied],
    ['aa', "makes a role in its tenant's function", `select ${acme}.peek('(select 1) t; create role mine; --')`, denied],
  ];
}

/** Ends the sessions of the members it reaches, which no rollback brings back. */
export const lastAttacks: readonly Attack[] = [
  ['aa', 'deletes every row there is', everyRow('delete from cognition.users', '(select count(*) - 1 from cognition.users)'), '45000'],
];
