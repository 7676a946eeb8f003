import { inRoleMode, verifier, type Attack } from './attacks.js';
import type { Cast } from './cast.js';

const denied = '42501';
const noVerifiers = inRoleMode('22023', 'members have no logins, so no verifiers');
const notInvited = inRoleMode(denied, 'the mode has no verifiers, so it is the invitation that is asked for');

/** What the logins of services may try. */
export function serviceAttacks(cast: Cast): readonly Attack[] {
  return [...(['hooks', 'worker'] as const).flatMap((who) => asMembers(cast, who)), ...asTheWorker(cast), ...hooksAttacks(cast), ...workerAttacks(cast), ...rotationAttacks(cast)];
}

const activate = (id: string, sub: string, email: string, word: string): string => `select cognition.activate_user('${id}', '${sub}', '${email}', ${word})`;

/** Neither does what members, admins and owners do. */
function asMembers({ acme, ua }: Cast, who: 'hooks' | 'worker'): readonly Attack[] {
  return [
    [who, 'reads the users', 'select * from cognition.users', denied],
    [who, 'reads who is who', 'select * from cognition.identities', denied],
    [who, 'reads a tenant', `select * from ${acme}.notes`, denied],
    [who, 'writes the users', `update cognition.users set app_role = 'admins'`, denied],
    [who, 'invites', `select cognition.invite_user('x@y.z', 'admins')`, denied],
    [who, 'removes a member', `select cognition.remove_user('${ua.id}')`, denied],
    [who, 'removes a member past the function', 'delete from cognition.users', denied],
    [who, 'sets a password', `select cognition.set_user_password('${ua.id}', '${verifier}')`, denied],
    [who, "sets its own password's rival", `select cognition.set_service_password('cognition_rotation', '${verifier}')`, denied],
    [who, 'makes a role', 'create role mine', denied],
    [who, 'becomes the owner', 'set role cognition_owner', denied],
    [who, 'becomes the other service', `set role cognition_${who === 'hooks' ? 'worker' : 'hooks'}`, denied],
    [who, 'makes a tenant', `select cognition.add_tenant('mine', 'x')`, denied],
    [who, 'keeps tenants from being made', 'select from cognition.configuration for update', denied],
    [who, 'reads the settings', 'select credentials from cognition.configuration', denied],
    [who, 'reads the events past the function', 'select * from cognition.events', denied],
    [who, 'makes up an event', `insert into cognition.events (kind, data) values ('sign_out', '{}')`, denied],
    [who, 'enters', `select cognition.enter('${ua.id}')`, denied],
    [who, 'lists the tenants of a person', `select cognition.tenants_of('${ua.id}')`, denied],
    [who, 'reads the log', 'select * from cognition.audit_log', denied],
    [who, 'drops a tenant', `select cognition.drop_tenant('${acme}', '${acme}')`, denied],
    [who, 'joins a tenant', `grant ${acme}_users to cognition_${who}`, denied],
    [who, 'makes a temporary table', 'create temporary table t (id int)', denied],
    [who, 'is a member by a setting', `set cognition.entered = '${ua.id}'; select cognition.current_user_id()`, denied],
  ];
}

/** Whatever the worker may do that makes or ends something: the login that strangers reach may not. */
function asTheWorker({ acme, ua, invited, world }: Cast): readonly Attack[] {
  const word = world.config.credentials === 'user' ? `'${verifier}'` : 'null';
  return [
    ['hooks', 'activates an invitation', activate(invited, 's', 'invited@x.test', word), denied],
    ['hooks', 'activates a member again', activate(ua.id, ua.sub, ua.email, word), denied],
    ['hooks', 'takes the events', 'select * from cognition.take_events()', denied],
    ['hooks', 'finishes an event', 'select cognition.finish_event(1)', denied],
    ['hooks', "reserves the login of a tenant's role", `select cognition.tenant_login('${acme}', 'users')`, denied],
    ['hooks', "opens the login of a tenant's role", `select cognition.open_tenant_login('${ua.login}', '${verifier}')`, denied],
    ['hooks', 'runs the sweep', 'select cognition.expire_users()', denied],
    ['hooks', 'asks for the credential mode', 'select cognition.credential_mode()', denied],
  ];
}

function hooksAttacks({ suspended, expired }: Cast): readonly Attack[] {
  return [
    ['hooks', 'asks for the claims of whoever is suspended', `select * from cognition.claims('${suspended.sub}')`, 'no row'],
    ['hooks', 'asks for the claims of whoever has expired', `select * from cognition.claims('${expired.sub}') c`, 'no row'],
    ['hooks', 'asks for the claims of nobody', `select userid from cognition.claims('nobody')`, 'no row'],
    ['hooks', 'asks for what a member waits for who is active', `select cognition.pending_invitations('${suspended.email}')`, 'no row'],
  ];
}

function workerAttacks({ acme, ua, invited, suspended }: Cast): readonly Attack[] {
  return [
    ['worker', 'asks for the claims of a person', `select * from cognition.claims('person-in-both')`, denied],
    ['worker', 'asks who is invited', `select cognition.is_invited('invited@x.test')`, denied],
    ['worker', 'activates with another address', activate(invited, 's', 'other@x.test', `'${verifier}'`), denied, noVerifiers],
    ['worker', 'takes over an active member for another person', activate(ua.id, 'another-sub', ua.email, `'${verifier}'`), denied, noVerifiers],
    ['worker', 'activates whoever is suspended', activate(suspended.id, suspended.sub, suspended.email, `'${verifier}'`), denied, noVerifiers],
    ['worker', 'activates for a person of no name', activate(invited, '', 'invited@x.test', `'${verifier}'`), '23514', noVerifiers],
    ['worker', 'sends a password instead of a verifier', activate(invited, 's', 'invited@x.test', "'secret'"), '22023'],
    ['worker', 'sends an MD5 hash', activate(invited, 's', 'invited@x.test', `'md5${'0'.repeat(32)}'`), '22023'],
    ['worker', 'puts SQL behind a verifier', activate(invited, 's', 'invited@x.test', `'${verifier}'' superuser; --'`), '22023'],
    ['worker', 'puts a line behind a verifier', activate(invited, 's', 'invited@x.test', `'${verifier}' || chr(10) || 'x'`), '22023'],
    ['worker', 'sends no verifier', activate(invited, 's', 'invited@x.test', 'null'), '22023', inRoleMode('allowed', 'it is how members are activated here')],
    ['worker', 'activates with another address, without a verifier', `select cognition.activate_user('${invited}', 's', 'other@x.test')`, '22023', notInvited],
    ['worker', 'takes over an active member, without a verifier', `select cognition.activate_user('${ua.id}', 'another-sub', '${ua.email}')`, '22023', notInvited],
    ['worker', 'activates whoever is suspended, without a verifier', `select cognition.activate_user('${suspended.id}', '${suspended.sub}', '${suspended.email}')`, '22023', notInvited],
    ['worker', "makes the login of a tenant's role", `select cognition.tenant_login('${acme}', 'users')`, '22023', inRoleMode('allowed', 'it makes them')],
    ['worker', 'makes the login of a role that is none', `select cognition.tenant_login('${acme}', 'owner')`, '22023'],
    ['worker', 'makes the login of a tenant that is none', `select cognition.tenant_login('cognition', 'owner')`, '22023', inRoleMode('P0002', 'the mode has such logins, the tenant is not there')],
    ['worker', "opens the owner as a tenant's login", `select cognition.open_tenant_login('cognition_owner', '${verifier}')`, 'P0002'],
    ['worker', "opens the rotation's login as a tenant's", `select cognition.open_tenant_login('cognition_rotation', '${verifier}')`, 'P0002'],
    ['worker', "opens the hooks' login as a tenant's", `select cognition.open_tenant_login('cognition_hooks'::text, '${verifier}')`, 'P0002'],
    ['worker', "takes a tenant's login", `select cognition.open_tenant_login('${ua.login}', '${verifier}')`, 'P0002', inRoleMode('allowed', 'it makes them, again after an interruption')],
    ['worker', "opens a member's login as a tenant's", `select cognition.open_tenant_login(u.id, '${verifier}') from (values ('${ua.id}')) u (id)`, 'P0002'],
    ['worker', "opens a tenant's login with a password", `select cognition.open_tenant_login('${ua.login}', 'secret')`, '22023'],
  ];
}

function rotationAttacks({ acme, ua, ub, invited, world }: Cast): readonly Attack[] {
  return [
    ['rotation', 'activates', activate(invited, 's', 'invited@x.test', `'${verifier}'`), denied],
    ['rotation', "sets the owner's password", `select cognition.set_user_password('cognition_owner', '${verifier}')`, 'P0002'],
    ['rotation', "sets the master's password", `select cognition.set_user_password(session_user, '${verifier}')`, 'P0002'],
    ['rotation', 'sets a password of an invitation', `select cognition.set_user_password('${invited}', '${verifier}')`, 'P0002'],
    ['rotation', 'puts SQL into the name of a login', `select cognition.set_user_password('${ua.id}" superuser; --', '${verifier}')`, 'P0002'],
    ['rotation', 'reads the users', 'select id from cognition.users', denied],
    ['rotation', 'reads a tenant', `select * from ${acme}.notes`, denied],
    ['rotation', 'takes the events', 'select * from cognition.take_events()', denied],
    ['rotation', 'removes a member', `select cognition.remove_user('${ua.id}')`, denied],
    ['rotation', 'sets the password of the hooks', `select cognition.set_user_password('cognition_hooks', '${verifier}')`, 'P0002'],
    ['rotation', 'sets the password of the worker', `select cognition.set_user_password('cognition_' || 'worker', '${verifier}')`, 'P0002'],
    ['rotation', 'sets a password in clear text', `select cognition.set_user_password('${ua.login}', 'secret')`, '22023'],
    ['rotation', 'alters a role past the function', `alter role ${ub.login} password 'x'`, denied],
    ['rotation', 'becomes a member', `set role ${ub.login}`, denied],
    ['rotation', 'becomes the hooks', 'set role cognition_hooks', denied],
    ['rotation', 'becomes the worker', 'set role cognition_worker', denied],
    ['rotation', 'makes a login of a tenant', `select cognition.open_tenant_login('${ua.login}', '${verifier}')`, denied],
    ['rotation', 'sets the password of an unknown login', `select cognition.set_user_password('unknown_${world.run}', '${verifier}')`, 'P0002'],
  ];
}
