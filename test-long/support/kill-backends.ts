import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { onTestFinished } from 'vitest';
import type { LocalTenants } from '../../test/support/local-tenants.js';
import type { Random } from './random.js';

/** What was seen of the server's sessions. */
export interface Sessions {
  /** Logins. */
  readonly users: ReadonlySet<string>;
  readonly killed: number;
}

export interface Session {
  readonly pid: number;
  readonly user: string;
  readonly state: string | null;
}

/** Sessions of `application` in the database. */
export async function sessionsOf(admin: Client, application: string): Promise<readonly Session[]> {
  const { rows } = await admin.query<Session>(
    `select pid, usename::text as "user", state from pg_catalog.pg_stat_activity
     where datname = current_database() and application_name = $1 order by pid`, [application]);
  return rows;
}

/**
 * Terminates backends of `application`, any of them at any moment, until it is stopped, at the latest at the test's end; `stop` tells what was seen.
 *
 * @param every milliseconds from one look to the next
 */
export async function killBackends({ server, database }: LocalTenants, application: string, random: Random, every: number): Promise<{ stop(): Promise<Sessions> }> {
  const admin = await server.connect(database);
  const users = new Set<string>();
  let [killed, stopped] = [0, false];
  const look = async (): Promise<void> => {
    while (!stopped) {
      const sessions = await sessionsOf(admin, application);
      for (const { user } of sessions) users.add(user);
      if (sessions.length > 0 && random() < 0.5) {
        await admin.query('select pg_catalog.pg_terminate_backend($1)', [random.pick(sessions).pid]);
        killed++;
      }
      await sleep(every);
    }
  };
  const looking = look().finally(() => admin.end());
  onTestFinished(() => {
    stopped = true;
    return looking.catch(() => undefined);
  });
  return {
    async stop() {
      stopped = true;
      await looking;
      return { users, killed };
    },
  };
}
