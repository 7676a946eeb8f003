import type { Client } from 'pg';
import { sqlFailure } from '../../postgres/failure.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { Login, World } from './types.js';

/** A session, and whether the login's password alone opened it. */
export interface Entrance {
  readonly session: Client;
  readonly byItself: boolean;
  /** Ends the session; whom only we let in, is out again. */
  close(): Promise<void>;
}

/**
 * A session of a login. Whom the server refuses (suspended, expired, of no tenant) is let in for once: so it is tried
 * what somebody has who is in all the same, such as by a session that was open before and could not be ended.
 */
export async function letIn(world: World, login: Login): Promise<Entrance> {
  const session = await world.open(login).catch(refused);
  if (session !== null) return { session, byItself: true, close: () => session.end() };
  const role = quoteIdentifier(login.user);
  const { rows } = await world.admin.query<{ login: boolean; until: string | null; connects: boolean; database: string }>(
    `select r.rolcanlogin as login, r.rolvaliduntil::text as until, has_database_privilege(r.oid, d.oid, 'CONNECT') as connects, quote_ident(d.datname) as database from pg_roles r, pg_database d where r.rolname = $1 and d.datname = current_database()`, [login.user]);
  const before = rows[0];
  if (before === undefined) throw new Error(`there is no role ${login.user}`);
  await world.admin.query(`alter role ${role} login valid until 'infinity'; grant connect on database ${before.database} to ${role}`);
  const opened = await world.open(login);
  return {
    session: opened, byItself: false,
    close: async () => {
      await opened.end();
      await world.admin.query(`alter role ${role} ${before.login ? 'login' : 'nologin'} valid until '${before.until ?? 'infinity'}'; revoke connect on database ${before.database} from ${role}`);
    },
  };
}

/** 28000: may not log in; 28P01: its password does not count; 42501: not into this database. */
function refused(error: unknown): null {
  if (!['28000', '28P01', '42501'].includes(sqlFailure(error)?.sqlState ?? '')) throw error;
  return null;
}
