import { emailOf } from '../email-of.js';
import { reasonOf } from '../errors.js';
import { setPassword } from './set-password.js';
import type { Activated } from './types.js';
import type { PoolUser } from './user-pool.js';
import { act, ActFailed, type Worker } from './worker.js';
import type { PendingInvitation } from './worker-database.js';

/**
 * Makes every membership active that waits for this person, by what the user pool says of them now. Can be interrupted
 * anywhere, and be run again or twice at once.
 *
 * @throws ActFailed where a membership failed for a reason that may pass: Lambda then tries again
 */
export async function activatePerson(worker: Worker, sub: string): Promise<Activated> {
  const user = await worker.pool.find(sub);
  const refused = refusalOf(user);
  if (user === null || refused !== null) {
    await act(worker, 'activate', sub, () => Promise.resolve(refused ?? 'unknown'));
    return { activated: 0, failed: 0, refused };
  }
  const codes: string[] = [];
  for (const waiting of await worker.database.pendingInvitations(user.email)) codes.push(await act(worker, 'activate', waiting.id, () => activate(worker, waiting, sub, user.email)));
  const passing = codes.find((code) => code !== 'ok' && code !== notInvited);
  if (passing !== undefined) throw new ActFailed(passing);
  const activated = codes.filter((code) => code === 'ok').length;
  return { activated, failed: codes.length - activated, refused: null };
}

/** FORCE_CHANGE_PASSWORD: made by an administrator, and asks for activation by the first token, before the password is changed. */
const takenIn = ['CONFIRMED', 'EXTERNAL_PROVIDER', 'FORCE_CHANGE_PASSWORD'];

/** An address that nobody has proven to be theirs is nobody's; nor does the token say who is meant, but the pool. */
function refusalOf(user: PoolUser | null): Activated['refused'] {
  if (user === null) return 'unknown';
  if (!user.enabled) return 'disabled';
  if (!takenIn.includes(user.status)) return 'unconfirmed';
  return user.verified && emailOf(user.email) !== null ? null : 'unverified';
}

/** SQLSTATE of `not invited`: the invitation was taken back, has ended, or is another's by now. */
const notInvited = '42501';

async function activate({ options, database, secrets }: Worker, { id, credentials }: PendingInvitation, sub: string, email: string): Promise<string> {
  const name = `${options.prefix}/users/${id}`;
  const own = credentials === 'user';
  try {
    if (own) await setPassword(secrets, name, id, (verifier) => database.activateUser(id, sub, email, verifier));
    else await database.activateUser(id, sub, email, null);
    return 'ok';
  } catch (failure) {
    if (reasonOf(failure) !== notInvited) throw failure;
    // A secret without a login is of no use; but what has become active by another way has its login by this secret, and
    // what still waits will need it. Asked twice: it may become active while the secret is withdrawn.
    const wanted = async (): Promise<boolean> => (await database.isRole(id)) || (await database.pendingInvitations(email)).some((one) => one.id === id);
    if (own && !(await wanted())) await secrets.withdraw(name, wanted);
    return notInvited;
  }
}
