import { reasonOf } from '../errors.js';
import { isRecord, own } from '../own.js';
import { setPassword } from './set-password.js';
import type { Invitation, MemberLine } from './types.js';
import type { Worker } from './worker.js';
import type { TakenEvent } from './worker-database.js';

/** What an event asks for, made ready: whom or what it is about, and the work. */
export interface Act {
  readonly name: MemberLine['act'];
  readonly target: string;
  /** Can be run again. */
  readonly work: () => Promise<void>;
}

/** Secrets that are the worker's own to delete: never a service's, never an override's. */
const forgettable = /^(?:users\/u_[0-9a-f]{32}|roles\/(?:([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)|application_admins))$/;

/** Null for an event that the worker does not know: it comes again, and a newer worker may. */
export function handleEvent(worker: Worker, { kind, data }: TakenEvent): Act | null {
  const text = (key: string): string => {
    const value = isRecord(data) ? own(data, key) : undefined;
    return typeof value === 'string' ? value : '';
  };
  switch (kind) {
    case 'invited':
      return { name: kind, target: text('userid'), work: () => invite(worker, data) };
    case 'sign_out':
      return { name: kind, target: text('sub'), work: () => signOut(worker, text('sub')) };
    case 'end_subscriptions':
      return { name: kind, target: text('userid'), work: async () => worker.options.signedOut?.(text('userid')) };
    case 'forget_secret':
      return { name: kind, target: text('secret'), work: () => forgetSecret(worker, text('secret')) };
    case 'make_login':
      return { name: kind, target: nameOf(text('tenant') || null, text('role')), work: () => makeLogin(worker, text('tenant') || null, text('role')) };
    default:
      return null;
  }
}

const nameOf = (tenant: string | null, role: string): string => (tenant === null ? role : `${tenant}.${role}`);

/** Refresh tokens first: who has none opens nothing anew for long. */
async function signOut({ options, pool }: Worker, sub: string): Promise<void> {
  await pool.signOut(sub);
  await options.signedOut?.(sub);
}

/** Taken back between two reads of the database, there is nobody left to invite. */
async function invite({ options }: Worker, data: unknown): Promise<void> {
  if (isRecord(data)) await options.invite(data as unknown as Invitation);
}

/** A tenant's name can come again, and the secrets of its roles with it: only what is of no login that is wanted is deleted. */
async function forgetSecret(worker: Worker, secret: string): Promise<void> {
  const { options, database, secrets } = worker;
  const match = forgettable.exec(secret);
  if (match === null) throw new TypeError('this is no secret of a member or a role');
  const name = `${options.prefix}/${secret}`;
  if (!secret.startsWith('roles/')) return secrets.remove(name);
  const there = await secrets.read(name);
  const [tenant, role] = [match[1] ?? null, match[2] ?? secret.slice('roles/'.length)];
  const wanted = await loginOf(database, tenant, role);
  if (there !== null && there.username === wanted) return;
  await secrets.remove(name);
  // The login of a tenant that was made again under this name: its secret may have gone with the old one.
  if (wanted !== null) await makeLogin(worker, tenant, role);
}

/** Null where there is no such tenant or role, and none is wanted. */
async function loginOf(database: Worker['database'], tenant: string | null, role: string): Promise<string | null> {
  try {
    return await database.tenantLogin(tenant, role);
  } catch (failure) {
    if (['P0002', '22023'].includes(reasonOf(failure))) return null;
    throw failure;
  }
}

async function makeLogin(worker: Worker, tenant: string | null, role: string): Promise<void> {
  const { options, database, secrets } = worker;
  const id = await loginOf(database, tenant, role);
  // The tenant was dropped: nothing is left to do.
  if (id === null) return;
  const secret = `roles/${nameOf(tenant, role)}`;
  try {
    await setPassword(secrets, `${options.prefix}/${secret}`, id, (verifier) => database.openTenantLogin(id, verifier));
  } catch (failure) {
    // Dropped while its secret was made: whoever was told to forget the secret may have come too early.
    if (reasonOf(failure) === 'P0002') await forgetSecret(worker, secret);
    throw failure;
  }
}
