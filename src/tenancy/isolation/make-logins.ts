import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { applicationAdmins } from '../../catalog/scratch-roles.js';
import type { Config } from '../../config/types.js';
import { scramVerifier } from '../../postgres/scram-verifier.js';
import { nobodyRole } from './clear-server.js';
import type { Login, Standing, Tenant } from './types.js';

/** A place in a tenant, or of application admins. */
interface Post {
  readonly tenant: Tenant | null;
  readonly role: string;
}

/**
 * In each tenant, for each role: a member, a suspended one and an expired one; the same of application admins; and a
 * login of nobody's. In credential mode `role` they enter through the logins of their roles.
 *
 * @param admin a superuser's session, in the database of the tenants
 */
export async function makeLogins(admin: Client, config: Config, tenants: readonly Tenant[]): Promise<readonly Login[]> {
  const posts: Post[] = [...tenants.flatMap((tenant) => config.roles.map(({ name }) => ({ tenant, role: name }))), { tenant: null, role: applicationAdmins }];
  const logins: Login[] = [];
  for (const post of posts) {
    const shared = config.credentials === 'role' ? await roleLogin(admin, post) : null;
    for (const standing of standings(post)) logins.push(await makeMember(admin, post, standing, shared));
  }
  await shutOut(admin, logins);
  const password = newPassword();
  await admin.query(`create role ${nobodyRole} login password '${scramVerifier(password)}'`);
  return [...logins, { user: nobodyRole, password, standing: 'nobody', tenant: null, role: null, enters: null }];
}

const newPassword = (): string => randomBytes(18).toString('base64url');

function standings({ tenant }: Post): readonly Standing[] {
  return [tenant === null ? 'application admin' : 'member', 'suspended', 'expired'];
}

type RoleLogin = Pick<Login, 'user' | 'password'>;

async function roleLogin(admin: Client, { tenant, role }: Post): Promise<RoleLogin> {
  const password = newPassword();
  const { rows } = await admin.query<{ user: string }>('select cognition.make_tenant_login($1, $2, $3) as user', [tenant?.name ?? null, role, scramVerifier(password)]);
  return { user: rows[0]?.user ?? '', password };
}

/** Invited and activated, as by the hooks. Names say the tenant's marker. */
async function makeMember(admin: Client, { tenant, role }: Post, standing: Standing, shared: RoleLogin | null): Promise<Login> {
  const id = `u_${randomBytes(16).toString('hex')}`;
  const email = `${id}@${tenant?.marker ?? 'admins'}.test`;
  const password = newPassword();
  await admin.query(`insert into cognition.users (id, email, first_name, tenant_id, app_role) values ($1, $2, $3, (select t.id from cognition.tenants t where t.name = $4), $5)`,
    [id, email, tenant?.marker ?? null, tenant?.name ?? null, role]);
  await admin.query('select cognition.activate_user($1, $1, $2, $3)', [id, email, shared === null ? scramVerifier(password) : null]);
  return { user: shared?.user ?? id, password: shared?.password ?? password, standing, tenant: tenant?.name ?? null, role, enters: shared === null ? null : id };
}

/** Suspended as by an admin; expired as time does it: the row's end passes, and then the sweep finds it. */
async function shutOut(admin: Client, logins: readonly Login[]): Promise<void> {
  const ids = (wanted: Standing): readonly string[] => logins.filter(({ standing }) => standing === wanted).map(({ user, enters }) => enters ?? user);
  await admin.query(`update cognition.users set status = 'suspended' where id = any ($1)`, [ids('suspended')]);
  await admin.query(`set session_replication_role = replica`);
  await admin.query(`update cognition.users set expires_at = now() - interval '1 minute' where id = any ($1)`, [ids('expired')]);
  await admin.query(`reset session_replication_role; select cognition.expire_users()`);
}
