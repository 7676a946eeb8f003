import { newLogin } from '../../src/environment/new-login.js';
import { scramVerifier } from '../../src/postgres/scram-verifier.js';
import type { SqlSession } from '../../src/postgres/sql-session.js';
import { hooksRole, rotationRole, workerRole } from '../../src/tenancy/control/role-names.js';
import type { Context } from './types.js';

const services = [['services/hooks', hooksRole], ['services/worker', workerRole], ['services/rotation', rotationRole]] as const;

/**
 * Gives the logins of services their passwords, by their secrets: the secret first, so that a login always has one that
 * fits; who runs it at the same time waits. A password that the database has by the log is left alone where its secret is
 * there, and wherever the database is somebody's behind a URL: other people's secrets fit it.
 *
 * @returns logins whose password was set
 */
export async function openServices({ owner, secrets, command }: Context): Promise<readonly string[]> {
  const set: string[] = [];
  for (const [name, role] of services) {
    const isSet = await owner(async (session) => {
      await session.query("do $$ begin perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('cognition.services')); end $$");
      const has = await hasPassword(session, role);
      if (has && command.databaseUrl !== null) return false;
      const { login, created } = await secrets.createOrRead(name, newLogin(role));
      if (!created && has) return false;
      await session.query('select cognition.set_service_password($1, $2)::text', [role, scramVerifier(login.password)]);
      return true;
    });
    if (isSet) set.push(role);
  }
  return set;
}

async function hasPassword(session: SqlSession, role: string): Promise<boolean> {
  const { rows } = await session.query<{ there: boolean }>("select exists (select from cognition.audit_log l where l.action = 'password' and l.target = $1) as there", [role]);
  return rows[0]?.there === true;
}
