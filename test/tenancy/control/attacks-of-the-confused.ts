import type { Attack } from './attacks.js';
import type { Cast } from './cast.js';

const denied = '42501';

/** What admins may try whose tenants are called like something of another tenant's: no name is ever taken apart. */
export function confusedAttacks(cast: Cast): readonly Attack[] {
  const { acme, confusing, ua, aa, cr, ce } = cast;
  return [
    ...(['cr', 'cl', 'ce'] as const).flatMap((who) => asAnother(cast, who)),
    ['cr', 'is a user of the tenant whose role its own is called like', `select 1 where pg_has_role('${acme}_users', 'MEMBER') or pg_has_role('${acme}_admins', 'MEMBER')`, 'no row'],
    ['cr', 'becomes the role that its tenant is called like', `set role ${acme}_users`, denied],
    ['ce', 'is more than an admin, its tenant being called users', `select 1 where cognition.current_role_name() <> 'admins' or pg_has_role('application_admins', 'MEMBER')`, 'no row'],
    ['ce', 'has the users of all tenants', `select 1 where pg_has_role('${acme}_users', 'MEMBER') or cognition.current_tenant() <> 'users'`, 'no row'],
    ['ce', 'reads whoever has the role it is called like', `select * from cognition.users where app_role = 'users' and tenant_id <> (select tenant_id from cognition.users where id = '${ce.id}')`, 'no row'],
    ['aa', 'reads the tenant called like its own role', `select * from ${confusing.role}.notes`, denied],
    ['aa', 'reads the tenant called like its own and a letter more', `select * from ${confusing.longer}.notes`, denied],
    ['aa', 'reads the users of the tenant called like its own role', `select * from cognition.users where id = '${cr.id}'`, 'no row'],
    ['aa', 'suspends the admin of the tenant called like its own role', `select cognition.suspend_user('${cr.id}')`, 'P0002'],
    ['aa', 'becomes an admin of the tenant called like its own role', `set role ${confusing.role}_admins`, denied],
    ['aa', 'reads the tenant called like its own role through its function', `select ${acme}.peek('${confusing.role}.notes')`, denied],
    ['ua', 'is an admin of the tenant called like its role', `select 1 where pg_has_role('${confusing.role}_admins', 'MEMBER') or pg_has_role('${confusing.role}_users', 'MEMBER')`, 'no row'],
    ['ua', 'asks for the role of the admin of the tenant called like its own', `select cognition.role_of('${cr.id}', '${confusing.role}')`, 'null'],
    ['aa', 'gives a colleague the tenant called like its own role', `select cognition.change_user_role('${ua.id}', 'users_admins')`, denied],
    ['owner', 'makes two tenants of one name by its spelling', `set local role cognition_owner; select cognition.add_tenant('${acme.toUpperCase()}', 'x')`, '22023'],
    ['owner', 'drops a tenant by the beginning of its name', `set local role cognition_owner; select cognition.drop_tenant('${acme.slice(0, -1)}', '${acme.slice(0, -1)}')`, 'P0002'],
    ['owner', 'drops tenants by a pattern', `set local role cognition_owner; select cognition.drop_tenant('${acme.replace('_', '%')}', '${acme.replace('_', '%')}')`, 'P0002'],
    ['aa', 'is another, its name being a pattern', `select 1 from cognition.groups_of('${aa.id}') g (name) where g.name not in ('${acme}_admins', '${acme}_users', 'tenant_admins', 'tenant_users')`, 'no row'],
  ];
}

function asAnother({ acme, globex, ua, aa, ...cast }: Cast, who: 'cr' | 'cl' | 'ce'): readonly Attack[] {
  return [
    [who, 'reads the other tenant', `select * from ${acme}.notes`, denied],
    [who, 'writes into the other tenant', `insert into ${acme}.notes (body) values ('x')`, denied],
    [who, 'reads the other tenant through its own function', `select ${Object.fromEntries([['cr', cast.confusing.role], ['cl', cast.confusing.longer], ['ce', cast.confusing.ending]])[who]}.peek('${acme}.notes')`, denied],
    [who, 'reads the users of the other tenant', `select * from cognition.users where id in ('${ua.id}', '${aa.id}')`, 'no row'],
    [who, 'sees the other tenant', `select * from cognition.tenants where name in ('${acme}', '${globex}')`, 'no row'],
    [who, 'is of the other tenant', `select 1 where cognition.current_tenant() in ('${acme}', '${globex}')`, 'no row'],
    [who, 'has groups of the other tenant', `select 1 from cognition.groups_of('${cast[who].id}') g (name) where g.name in ('${acme}_users', '${acme}_admins', '${acme}_owner')`, 'no row'],
    [who, 'has a role in the other tenant', `select cognition.role_of('${cast[who].id}', '${acme}')`, 'null'],
    [who, 'switches to the other tenant', `select cognition.switch_tenant('${acme}')`, 'P0002'],
    [who, 'suspends a member of the other tenant', `select cognition.suspend_user('${ua.id}')`, 'P0002'],
    [who, 'removes a member of the other tenant', `select cognition.remove_user('${ua.id}')`, 'P0002'],
    [who, 'changes every row there is of the other tenant', `update cognition.users set first_name = 'x' where id in ('${ua.id}', '${aa.id}')`, 'no row'],
    [who, 'reads the log of the other tenant', `select * from cognition.audit_log where target in ('${ua.id}', '${aa.id}')`, 'no row'],
  ];
}
