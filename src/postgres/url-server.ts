import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { sqlFailure } from './failure.js';
import { adminSettings, newRunId, openClient, sessionSettings, startOptions } from './open-client.js';
import { postgresUrl } from './postgres-url.js';
import { quoteIdentifier, quoteLiteral } from './quote.js';
import { ServerRefusal } from './refusal.js';
import { noteOf } from './roles.js';
import { scramVerifier } from './scram-verifier.js';
import { scratchPrefix } from './kept-databases.js';
import { turns } from './turns.js';
import { removeRun, sweepDeadRuns } from './url-leftovers.js';
import type { PostgresServer } from './types.js';

/**
 * Somebody's server. Its user needs CREATEDB and CREATEROLE, not superuser; nothing is made but scratch databases and
 * roles, which go when the run stops (those of a killed run when the next one starts).
 *
 * @throws ServerRefusal: the URL is none or the server does not let us in (PGC192), it is neither 17 nor 18 (PGC193),
 * the user lacks a right (PGC195). No message holds the URL's password.
 */
export async function openUrlServer(databaseUrl: string): Promise<PostgresServer> {
  const url = readUrl(databaseUrl);
  const runId = newRunId();
  const ownerRole = `${scratchPrefix}${runId}_owner`;
  const connect = connector(url, runId, [...adminSettings, ['pgcog.owner', ownerRole]]);
  const maintenance = decodeURIComponent(url.pathname.slice(1)) || 'postgres';
  const control = await connect(maintenance).catch((error: unknown) => {
    throw new ServerRefusal('PGC192', `${placeOf(url)} does not let us in: ${reasonOf(error)}`, urlHint);
  });
  try {
    const version = await checkServer(control, url);
    await sweepDeadRuns(control, runId);
    const password = await makeOwner(control, ownerRole, runId).catch((thrown: unknown) => {
      throw readOnly(thrown, url);
    });
    const connectOwner = connector(asUser(url, ownerRole, password), runId, sessionSettings);
    await tryOwner(connectOwner, maintenance, url);
    // A run that forgets to stop must still be able to end.
    (control as IdleClient).unref();
    return serverAt({ connect, connectOwner, ownerRole, maintenance, runId, version }, control);
  } catch (error) {
    await control.end();
    throw error;
  }
}

/** What `pg` throws without SQLSTATE is the connection's. @throws what the server says */
function unlessServerSays(thrown: unknown): void {
  if (sqlFailure(thrown) !== null) throw thrown;
}

/** A replica, or a database that was set so. */
function readOnly(thrown: unknown, url: URL): unknown {
  const failure = sqlFailure(thrown);
  if (failure?.sqlState !== '25006') return thrown;
  return new ServerRefusal('PGC195', `${placeOf(url)} can be read only: ${failure.message}`, 'name a server that scratch databases can be made on, or leave the URL out: one comes with pg-cognition');
}

const urlHint = 'the form is postgres://user:password@host:5432/database';

/** pg's client has these, its types do not say so: whether its connection keeps our process from ending. */
type IdleClient = Client & { ref(): void; unref(): void };

/** Only the forms that the rest of this file can put another database into. */
function readUrl(text: string): URL {
  const url = postgresUrl(text);
  if (url !== null) return url;
  throw new ServerRefusal('PGC192', 'the database URL is not a URL of PostgreSQL', urlHint);
}

/** Host and port; never the whole URL, which holds the password. */
function placeOf(url: URL): string {
  return `the server at ${url.host || url.searchParams.get('host') || 'localhost'}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

type Settings = readonly (readonly [string, string])[];

/** What a connection says about itself by `application_name`: by it, other runs see that this one is alive. */
function connector(url: URL, runId: string, more: Settings): (database: string) => Promise<Client> {
  const ours: Settings = [
    ['pgcog.run', runId],
    ['idle_session_timeout', '0'],
    // From 16 on, a role that a CREATEROLE user makes is one it may SET ROLE to only if this says so.
    ['createrole_self_grant', 'set,inherit'],
    ...more,
  ];
  return (database) => {
    const own = new URL(url);
    own.pathname = `/${encodeURIComponent(database)}`;
    own.searchParams.set('options', `${url.searchParams.get('options') ?? ''} ${startOptions(ours)}`.trim());
    own.searchParams.set('application_name', noteOf(runId));
    return openClient({ connectionString: own.href });
  };
}

async function checkServer(control: Client, url: URL): Promise<17 | 18> {
  const { rows } = await control.query<{ version: string; name: string; allowed: boolean }>(
    `select current_setting('server_version_num') as version, rolname as name,
       rolsuper or (rolcreatedb and rolcreaterole) as allowed from pg_roles where rolname = current_user`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('the server does not know its own user');
  const major = Math.floor(Number(row.version) / 10_000);
  if (major !== 17 && major !== 18) {
    throw new ServerRefusal(
      'PGC193', `${placeOf(url)} runs PostgreSQL ${major}`, 'use a server of version 17 or 18, or none: one comes with pg-cognition',
    );
  }
  if (row.allowed) return major;
  const grant = `alter role ${quoteIdentifier(row.name)} createdb createrole`;
  throw new ServerRefusal('PGC195', `the user ${row.name} of ${placeOf(url)} may not make databases and roles`, grant);
}

/** Gives the password of the role. Its verifier is sent, since statements come into logs. */
async function makeOwner(control: Client, ownerRole: string, runId: string): Promise<string> {
  const [owner, password] = [quoteIdentifier(ownerRole), randomBytes(24).toString('base64url')];
  await control.query(`create role ${owner} login password ${quoteLiteral(scramVerifier(password))}; comment on role ${owner} is ${quoteLiteral(noteOf(runId))}`);
  return password;
}

/** The same place for another user. As parameters: a URL without a host, which a socket has, takes no user. */
function asUser(url: URL, user: string, password: string): URL {
  const own = new URL(url);
  own.searchParams.set('user', user);
  own.searchParams.set('password', password);
  return own;
}

/**
 * A template is run in a session that the owner has logged in to: out of a role that was only set, a function of the
 * template leads back to the URL's user. So that login must be possible; to what databases it leads is not the question.
 */
async function tryOwner(connectOwner: (database: string) => Promise<Client>, database: string, url: URL): Promise<void> {
  try {
    await (await connectOwner(database)).end();
  } catch (error) {
    if (sqlFailure(error)?.sqlState === '42501') return;
    const hint = 'let roles with a password in (pg_hba.conf), not through a pooler; or leave the URL out: a server comes with pg-cognition';
    throw new ServerRefusal('PGC196', `${placeOf(url)} does not let in the role that a template is run as: ${reasonOf(error)}`, hint);
  }
}

function serverAt(
  parts: Pick<PostgresServer, 'connect' | 'connectOwner' | 'ownerRole' | 'maintenance' | 'runId' | 'version'>, control: Client,
): PostgresServer {
  const pending: Promise<unknown>[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(pending);
    (control as IdleClient).ref();
    // A server that has gone: what is left there, the next run finds.
    const removed = removeRun(control, parts.runId).then(() => sweepDeadRuns(control, parts.runId)).catch(unlessServerSays);
    await removed.finally(() => control.end().catch(() => undefined));
  };
  let stopped: Promise<void> | null = null;
  return {
    ...parts,
    kind: 'url',
    inTurn: turns(),
    background: (work) => void pending.push(work.catch(() => undefined)),
    stop: () => (stopped ??= stop()),
  };
}
