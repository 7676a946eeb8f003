import { CallError } from '../errors.js';
import type { LambdaDatabase } from '../lambda/lambda-types.js';
import type { Member, MemberOperations, OwnTenant, Tenant } from './member-types.js';

/** The control schema's functions, called as the caller of a Lambda resolver: grants, policies and guards decide about each. */
export function members(database: LambdaDatabase): MemberOperations {
  const one = async <Row = Member>(sql: string, values: Readonly<Record<string, unknown>>): Promise<Row> => {
    const [row] = await database.query<Row>(sql, values);
    // Not there, or not for the caller to see.
    if (row === undefined) throw new CallError('not_found');
    return row;
  };
  return {
    invite: ({ tenant, ...member }) => {
      const values = { first_name: null, last_name: null, expires_at: null, ...member };
      const given = ':email::text, :role::text, :first_name::text, :last_name::text, :expires_at::timestamptz';
      return tenant === undefined ? one(`select * from cognition.invite_user(${given})`, values) : one(`select * from cognition.invite_user_into(:tenant::text, ${given})`, { ...values, tenant });
    },
    suspend: (id) => one('select * from cognition.suspend_user(:id::text)', { id }),
    resume: (id) => one('select * from cognition.resume_user(:id::text)', { id }),
    changeRole: (id, role) => one('select * from cognition.change_user_role(:id::text, :role::text)', { id, role }),
    move: (id, tenant, role) => one('select * from cognition.move_user(:id::text, :tenant::text, :role::text)', { id, tenant, role: role ?? null }),
    expire: (id, at) => one('update cognition.users as u set expires_at = :at::timestamptz where u.id = :id::text returning u.*', { id, at }),
    remove: (id) => one('select * from cognition.remove_user(:id::text)', { id }),
    updateMe: (changes) => one('select * from cognition.update_me(:changes::jsonb)', { changes }),
    switchTenant: (tenant) => one('select * from cognition.switch_tenant(:tenant::text)', { tenant }),
    myTenants: () => database.query<OwnTenant>('select * from cognition.my_tenants()'),
    renameTenant: (displayname) => one<Tenant>('select * from cognition.rename_tenant(:displayname::text)', { displayname }),
  };
}
