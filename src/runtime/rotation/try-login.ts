import { reasonOf } from '../errors.js';
import { pause } from '../pause.js';
import type { Secrets } from '../secrets/create-secrets.js';
import type { LoginSecret } from '../secrets/login-secret.js';
import { serviceDatabase, type ServiceQuery } from '../secrets/service-database.js';
import type { Transport } from '../types.js';
import { RotationRefused } from './types.js';

/** A secret for one login to be tried by: the Data API logs in with what is AWSCURRENT, and with nothing else. */
export interface TrialSecret {
  /** Made with the login, or as it is there from an interrupted run. */
  make(login: LoginSecret): Promise<void>;
  /** @throws DatabaseFailure where the login is refused, RotationRefused where it is another one's */
  logIn(username: string): Promise<void>;
  remove(): Promise<void>;
}

/** Milliseconds: a secret that was just made is not known everywhere at once. */
const waits = [100, 300, 1_000, 2_000];

/** Its name is the login's, so that the next rotation finds what an interrupted one has left. */
export function trialSecret({ transport, secrets, prefix, username, deadline }: { readonly transport: Transport; readonly secrets: Secrets; readonly prefix: string; readonly username: string; readonly deadline: number }): TrialSecret {
  const name = `${prefix}/rotation/${username}`;
  return {
    make: async (login) => {
      const there = await secrets.createOrRead(name, login);
      if (there.password === login.password) return;
      // Of a rotation that was given up.
      await secrets.remove(name);
      await secrets.createOrRead(name, login);
    },
    logIn: async (wanted) => {
      const who = await loginName(serviceDatabase({ transport, secret: name, deadline }));
      if (who !== wanted) throw new RotationRefused('the new password is of another login');
    },
    remove: () => secrets.remove(name),
  };
}

/** Who a secret's login is. @throws DatabaseFailure */
async function loginName(query: ServiceQuery): Promise<string> {
  for (const wait of [...waits, null]) {
    try {
      const [row] = await query<{ who: string }>('select session_user::text as who');
      return row?.who ?? '';
    } catch (failure) {
      if (reasonOf(failure) !== 'refused' || wait === null) throw failure;
      await pause(wait);
    }
  }
  return '';
}

/** Suspended and expired members' logins cannot be tried: PostgreSQL refuses them whatever their password is. */
export async function mayLogIn(query: ServiceQuery, username: string): Promise<boolean> {
  const rows = await query<{ may: boolean }>(`select r.rolcanlogin and coalesce(r.rolvaliduntil operator(pg_catalog.>) pg_catalog.now(), true) as may
    from pg_catalog.pg_roles r where r.rolname operator(pg_catalog.=) :username::name`, { username });
  return rows[0]?.may === true;
}
