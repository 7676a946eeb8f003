import { inRoleMode, on15, type Attack } from './attacks.js';
import type { Cast } from './cast.js';

const denied = '42501';
const enter = (id: string): string => `select cognition.enter('${id}')`;
const who = 'select cognition.current_user_id()';
/** What `enter` writes down, said by the caller itself. */
const said = (id: string, local = true): string => `select set_config('cognition.entered', '${id} ' || extract(epoch from transaction_timestamp()), ${String(local)})`;
const vouched = inRoleMode('allowed', 'inside one tenant and role the Lambda vouches for the user');

/** What may be tried in credential mode `role` alone, by who has the login of a tenant's role and its SQL. */
export function enteringAttacks(cast: Cast): readonly Attack[] {
  return [...asAnother(cast), ...twice(cast), ...bySetting(cast), ...inTheMiddle(cast), ...asALogin(cast)];
}

function asAnother({ acme, ua, ua2, aa, ub, pb, app, half, suspended, expired, invited, cr, cl, ce }: Cast): readonly Attack[] {
  return [
    ['ua login', 'enters as a user of another tenant', enter(ub.id), denied],
    ['ua login', 'enters as the other membership of a person in both tenants', `${enter(pb.id)} as other`, denied],
    ['ua login', 'enters as an admin of its tenant', `select id, cognition.enter(id) from (values ('${aa.id}')) a (id)`, denied],
    ['aa login', 'enters as a user, whose rights it has all', enter(ua.id), denied],
    ['ua login', 'enters as an application admin', `select cognition.enter(userid => '${app.id}')`, denied],
    ['aa login', 'enters as an application admin', enter(app.id), denied],
    ['app login', 'enters as a member of a tenant', enter(aa.id), denied],
    ['aa login', 'enters as whoever is suspended', `${enter(suspended.id)}; ${who}`, denied],
    ['aa login', 'enters as whoever has expired', `with me as materialized (${enter(expired.id)}) select * from me`, denied],
    ['ua login', 'enters as whoever is invited', `select * from cognition.enter('${invited}')`, denied],
    ['ua login', 'enters as whoever has another role', `values (cognition.enter('${half.id}'))`, denied],
    ['ua login', 'enters as nobody', enter(''), denied],
    ['ua login', 'enters as null', 'select cognition.enter(null)', denied],
    ['ua login', 'enters as itself', `select cognition.enter(session_user::text)`, denied],
    ['ua login', 'enters as its group', `select cognition.enter(current_schema || '${acme}_users')`, denied],
    ['ua login', 'puts SQL into an id', `select cognition.enter('${ua.id}'' or true --')`, denied],
    ['ua login', 'puts a time behind an id', `select cognition.enter('${ua2.id} ' || extract(epoch from transaction_timestamp()))`, denied],
    ['ua login', 'enters as all of them', 'select cognition.enter(u.id) from cognition.users u; select cognition.current_user_id()', 'null'],
    ['aa login', 'enters as the admin of the tenant called like a role of its own', `select cognition.enter(c) from (select '${cr.id}' as c) c`, denied],
    ['aa login', 'enters as the admin of the tenant called like its own and a letter more', `do $$ begin perform cognition.enter('${cl.id}'); end $$`, denied],
    ['cr', 'enters as the admin of the tenant that its own begins like', enter(aa.id), denied],
    ['ce', 'enters as a user, its tenant being called users', enter(ua.id), denied],
    ['cl', 'enters as the admin of another tenant', `select cognition.enter('${ce.id}'), cognition.current_tenant()`, denied],
    ['app', 'enters as an admin, being more', `select cognition.enter('${aa.id}'), cognition.has_role('admins')`, denied],
  ];
}

function twice({ acme, globex, ua, ua2, ub, aa }: Cast): readonly Attack[] {
  const caught = (id: string): string => `do $$ begin perform cognition.enter('${id}'); exception when insufficient_privilege then null; end $$`;
  return [
    ['ua', 'enters twice, as a user of another tenant behind', `${enter(ub.id)}; select * from ${globex}.notes`, denied],
    ['ua', 'enters twice, as a colleague behind', `${enter(ua2.id)}; select 1 where cognition.current_user_id() <> '${ua.id}'`, 'no row', vouched],
    ['ua', 'is another after an entry that was refused', `${caught(aa.id)}; select 1 where cognition.current_user_id() is distinct from '${ua.id}'`, 'no row'],
    ['ua login', 'is somebody after an entry that was refused', `${caught(ub.id)}; ${who}`, 'null'],
    ['ua login', 'is whom it entered as in a savepoint that is rolled back', `savepoint s; ${enter(ua.id)}; rollback to s; ${who}`, 'null'],
    ['ua', 'is whom it entered as in a savepoint behind', `savepoint s; ${enter(ua2.id)}; rollback to s; select 1 where cognition.current_user_id() is distinct from '${ua.id}'`, 'no row'],
    ['ua login', 'reads in the place of whom it entered as in a savepoint', `savepoint s; ${enter(ua.id)}; insert into ${acme}.own default values; rollback to s; select * from ${acme}.own`, 'no row'],
    ['ua login', 'is somebody in the transaction behind', `${enter(ua.id)}; commit; begin; ${who}`, 'null'],
    ['ua login', 'is somebody in a chained transaction', `${enter(ua.id)}; commit and chain; ${who}`, 'null'],
    ['ua login', 'is somebody after a rollback', `${enter(ua.id)}; rollback; begin; ${who}`, 'null'],
    ['ua login', 'reads by a statement that was prepared as another', `${enter(ua.id)}; prepare before as select * from ${acme}.own; insert into ${acme}.own default values; execute before; rollback; begin; execute before`, 'no row'],
    ['ua login', 'reads by a cursor that was held', `${enter(ua.id)}; declare held cursor with hold for select cognition.current_user_id(); commit; begin; fetch held`, 'no row', inRoleMode('allowed', 'its rows were read by the one who declared it: sessions are not handed on with cursors in them')],
    ['ua login', 'is left in a session by another', `${said(ua.id, false)}; commit; begin; ${who}`, 'null'],
  ];
}

function bySetting({ acme, ua, ua2, aa, ub, app, half, suspended, expired, invited }: Cast): readonly Attack[] {
  return [
    ['ua login', 'is a user of another tenant by a setting', `${said(ub.id)}; ${who}`, 'null'],
    ['ua login', 'is an admin by a setting', `${said(aa.id)}; select cognition.current_role_name()`, 'null'],
    ['ua login', 'has a role by a setting', `${said(aa.id)}; select 1 where cognition.has_role('admins') or cognition.has_role('users')`, 'no row'],
    ['ua login', 'is an application admin by a setting', `${said(app.id)}; select 1 where cognition.has_role('application_admins')`, 'no row'],
    ['aa login', 'is whoever is suspended by a setting', `${said(suspended.id)}; ${who}`, 'null'],
    ['aa login', 'is of the tenant of whoever has expired by a setting', `${said(expired.id)}; select cognition.current_tenant()`, 'null'],
    ['ua login', 'is whoever is invited by a setting', `${said(invited)}; select 1 from cognition.users`, 'no row'],
    ['half', 'is somebody by a setting while row and membership differ', `${said(half.id)}; ${who}`, 'null'],
    ['ua', 'is an admin by a setting behind its entry', `${said(aa.id)}; select 1 from cognition.users where id <> '${ua.id}'`, 'no row'],
    ['ua', 'is an admin by SET LOCAL behind its entry', `set local cognition.entered = '${aa.id} 1'; select cognition.current_role_name()`, 'null'],
    ['ua', 'is a colleague by a setting behind its entry', `${said(ua2.id)}; select 1 where cognition.current_user_id() = '${ua2.id}'`, 'no row', vouched],
    ['ua', 'is itself for ever by a setting without a time', `set local cognition.entered = '${ua.id}'; ${who}`, 'null'],
    ['ua login', 'is somebody by what an earlier transaction left', `select set_config('cognition.entered', '${ua.id} 1600000000.000000', true); ${who}`, 'null'],
    ['ua login', 'is somebody by a setting of the session', `set session cognition.entered = '${ua.id} 4000000000'; select * from ${acme}.own`, 'no row'],
    ['ua login', 'is somebody by the default of its role', `alter role current_user set cognition.entered = '${ua.id}'; ${who}`, denied],
    ['ua', 'is another by two names in one setting', `select set_config('cognition.entered', '${ua.id} ${ub.id} ' || extract(epoch from transaction_timestamp()), true); ${who}`, 'null'],
    ['ua', 'is nobody, and reads all, by an empty setting', `set local cognition.entered = ''; select * from cognition.users`, 'no row'],
    ['ua', 'resets what it entered as', `reset cognition.entered; select * from ${acme}.own`, 'no row'],
    ['ua', 'discards what it entered as', `reset all; select cognition.update_me('{}')`, denied],
  ];
}

/** Rows are read as whoever had entered before the statement: policies ask once, and before a function of the query runs. */
function inTheMiddle({ acme, globex, ua, ua2, ub }: Cast): readonly Attack[] {
  const mine = `insert into ${acme}.own default values`;
  return [
    ['ua', 'enters as a user of another tenant in the middle of a query', `select n.body from ${acme}.notes n, lateral cognition.enter('${ub.id}')`, denied],
    ['ua', 'reads another tenant behind an entry in its own', `select * from ${globex}.notes where cognition.enter('${ua.id}') is not null`, denied],
    ['ua', 'reads a colleague by entering while it reads', `${enter(ua2.id)}; ${mine}; ${enter(ua.id)}; ${mine}; select * from ${acme}.own where author <> '${ua.id}' and cognition.enter('${ua2.id}') is not null`, 'no row'],
    ['ua', 'reads a colleague by entering in what it selects', `${enter(ua2.id)}; ${mine}; ${enter(ua.id)}; ${mine}; select * from (select author, cognition.enter('${ua2.id}') from ${acme}.own) o where author <> '${ua.id}'`, 'no row'],
    ['ua', 'enters in a view', `create view ${acme}.v as ${enter(ua2.id)}`, denied],
    ['ua', "enters in a function of its tenant, with its owner's rights", `select ${acme}.peek('cognition.enter(''${ua2.id}'')')`, denied],
    ['ua', "reads users in a function of its tenant, which asks for the owner", `select ${acme}.peek('(select id from cognition.users where cognition.current_user_id() is not null)')`, 'null'],
    ['ua', 'enters in a default', `alter table ${acme}.own alter author set default cognition.enter('${ua2.id}')`, denied],
    ['ua', 'writes as another by entering in what it writes', `insert into ${acme}.own (author) select '${ua2.id}' where cognition.enter('${ub.id}') is not null`, denied],
    ['ua', 'changes what it cannot see by entering in the condition', `${enter(ua2.id)}; ${mine}; ${enter(ua.id)}; update ${acme}.own set body = 'x' where cognition.enter('${ua2.id}') is not null`, denied],
  ];
}

function asALogin({ acme, ua, ua2, aa, ub, app }: Cast): readonly Attack[] {
  const group = 'there is no membership without SET: the group is nobody';
  return [
    ['ua login', 'is somebody without entering', who, 'null'],
    ['ua login', 'reads its tenant\'s rows of members without entering', `select * from ${acme}.own`, 'no row'],
    ['ua login', 'reads the users without entering', 'select * from cognition.users', 'no row'],
    ['aa login', 'reads the tenants without entering', 'select * from cognition.tenants', 'no row'],
    ['app login', 'reads the tenants without entering', 'select * from cognition.tenants', 'no row'],
    ['app login', 'suspends somebody without entering', `select cognition.suspend_user('${ua.id}')`, denied],
    ['app login', 'drops a tenant without entering', `select cognition.drop_tenant('${acme}', '${acme}')`, denied],
    ['app login', 'makes a tenant without entering', `select cognition.create_tenant('mine', 'x')`, denied],
    ['app login', 'invites without entering', `select cognition.invite_user_into('${acme}', 'x@y.z', 'admins')`, denied],
    ['aa login', 'invites without entering', `select cognition.invite_user('x@y.z', 'users')`, denied],
    ['aa login', 'changes users without entering', `update cognition.users set first_name = 'x'`, 'no row'],
    ['aa login', 'removes users without entering', 'delete from cognition.users', denied],
    ['aa login', 'removes a user by function without entering', `select cognition.remove_user('${ua.id}')`, denied],
    ['app login', 'removes a user by function without entering', `select cognition.remove_user('${ub.id}')`, denied],
    ['app login', 'reads the users without entering', 'select id from cognition.users', 'no row'],
    ['ua login', 'changes itself without entering', `select cognition.update_me('{"first_name": "x"}')`, denied],
    ['ua login', 'switches without entering', `select cognition.switch_tenant('${acme}')`, 'P0002'],
    ['ua login', 'lists tenants without entering', 'select * from cognition.my_tenants()', 'no row'],
    ['aa login', 'asks about a member without entering', `select cognition.role_of('${ua.id}', '${acme}')`, 'null'],
    ['aa login', 'reads the log without entering', 'select * from cognition.audit_log', 'no row'],
    ['app login', 'reads the log without entering', 'select actor from cognition.audit_log', 'no row'],
    ['ua', 'becomes its group behind its entry', `set local role ${acme}_users; ${who}`, denied, on15('null', group)],
    ['ua login', "becomes the login of its tenant's admins", `set role ${aa.login}`, denied],
    ['aa login', 'becomes the login of application admins', `set role ${app.login}`, denied],
    ['ua login', "becomes another tenant's login", `select set_config('role', '${ub.login}', false)`, denied],
    ['ua login', 'becomes a member, who has no login', `set role ${ua2.id}`, '22023'],
    ['ua', "reads another tenant's logins by their names", `select 1 from cognition.tenant_logins l where l.id = '${ub.login}'`, denied],
    ['ua', 'grants its login to itself', `grant ${ub.login} to ${ua.login}`, denied],
    ['ua login', 'makes a login for a member', `select cognition.open_tenant_login('${ua2.id}', 'x')`, denied],
    ['worker', 'activates a member with a verifier, as if it had a login', `select cognition.activate_user('${ua.id}', '${ua.sub}', '${ua.email}', 'x')`, '22023'],
    ['rotation', 'sets the password of a member, who has no login', `select cognition.set_user_password(m, (select 'SCRAM-SHA-256$4096:' || repeat('A', 24) || '$' || repeat('A', 43) || '=:' || repeat('A', 43) || '=')) from (values ('${ua.id}')) v (m)`, 'P0002'],
  ];
}
