import { verifier, type Attack } from './attacks.js';
import type { Cast } from './cast.js';

const denied = '42501';

/** What members of other tenants may try. */
export function otherTenantAttacks({ acme, ua, aa, pa, pb, globex }: Cast): readonly Attack[] {
  return [
    ['half', 'is somebody while row and membership differ', 'select cognition.current_user_id()', 'null'],
    ['half', 'is of a tenant while row and membership differ', 'select cognition.current_tenant()', 'null'],
    ['half', 'has a role while row and membership differ', 'select cognition.current_role_name()', 'null'],
    ['half', 'reads users while row and membership differ', 'select * from cognition.users', 'no row'],
    ['half', 'removes a user while row and membership differ', `select cognition.remove_user('${ua.id}')`, denied],
    ['ub', 'reads tenant A', `select * from ${acme}.notes`, denied],
    ['ub', 'reads the users of tenant A', `select * from cognition.users where id in ('${ua.id}', '${aa.id}')`, 'no row'],
    ['ub', 'suspends the admin of tenant A', `select cognition.suspend_user('${aa.id}')`, denied],
    ['ub', 'removes the admin of tenant A', `select cognition.remove_user('${aa.id}')`, denied],
    ['pa', 'reads its other tenant without switching', `select * from ${globex}.notes`, denied],
    ['pa', 'becomes its other membership', `set role ${pb.login}`, denied],
    ['pa', 'reads the row of its other membership', `select * from cognition.users where id = '${pb.id}'`, 'no row'],
    ['pa', 'is of the other tenant at once when it switches', `select cognition.switch_tenant('${globex}'); select 1 where cognition.current_tenant() <> '${acme}'`, 'no row'],
    ['pa', 'changes the row of its other membership', `update cognition.users set first_name = 'x' where id <> '${pa.id}'`, 'no row'],
  ];
}

/** What those may try who are shut out: their sessions were open before. */
export function shutOutAttacks({ acme, suspended, expired, ua }: Cast): readonly Attack[] {
  return (['suspended', 'expired'] as const).flatMap((who): readonly Attack[] => {
    const { id: own, login } = { suspended, expired }[who];
    return [
      [who, 'reads its tenant', `select * from ${acme}.notes`, denied],
      [who, 'writes into its tenant', `insert into ${acme}.notes (body) values ('x')`, denied],
      [who, 'reads itself', 'select * from cognition.users', denied],
      [who, 'asks who it is', 'select cognition.current_user_id()', denied],
      [who, 'lets itself in again', `update cognition.users set status = 'active', expires_at = null where id = '${own}'`, denied],
      [who, 'lets itself in by function', `select cognition.resume_user('${own}')`, denied],
      [who, 'invites a helper', `select cognition.invite_user('x@y.z', 'admins')`, denied],
      [who, 'suspends a colleague', `select cognition.suspend_user('${ua.id}')`, denied],
      [who, 'removes a colleague', `select cognition.remove_user('${ua.id}')`, denied],
      [who, 'removes itself', `select cognition.remove_user(id => '${own}')`, denied],
      [who, 'removes a colleague past the function', `delete from cognition.users where id = '${ua.id}'`, denied],
      [who, 'joins its group again', `grant ${acme}_admins to ${login}`, denied],
      [who, 'becomes its group', `set role ${acme}_admins`, denied],
      [who, 'lets its login in again', `alter role ${login} login valid until 'infinity'`, denied],
    ];
  });
}

/** What a login may try that is nobody's. */
export function unknownLoginAttacks({ acme, ua }: Cast): readonly Attack[] {
  return [
    ['unknown', 'reads a tenant', `select * from ${acme}.notes`, denied],
    ['unknown', 'reads the users', 'select * from cognition.users', denied],
    ['unknown', 'asks who it is', 'select cognition.current_user_id()', denied],
    ['unknown', 'makes a temporary table', 'create temporary table t (id int)', denied],
    ['unknown', 'makes a table in public', 'create table public.t (id int)', denied],
    ['unknown', 'becomes a group', 'set role tenant_users', denied],
    ['unknown', 'activates somebody', `select cognition.activate_user('x', 'y', 'z', '${verifier}')`, denied],
    ['unknown', 'removes somebody', `select cognition.remove_user('${ua.id}')`, denied],
    ['unknown', 'becomes a service', 'set role cognition_worker', denied],
    ['unknown', 'enters as somebody', `select cognition.enter('${ua.id}')`, denied],
    ['unknown', 'is somebody by a setting', `set cognition.entered = '${ua.id}'; select * from cognition.tenants`, denied],
    ['unknown', 'calls the function of a tenant', `select ${acme}.peek('cognition.users')`, denied],
    ['unknown', 'joins a tenant', `grant ${acme}_users to current_user`, denied],
    ['unknown', 'becomes an owner of tenants', 'set role cognition_tenant_owners', denied],
    ['unknown', 'makes a schema', 'create schema mine', denied],
  ];
}
