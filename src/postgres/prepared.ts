import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { dropKept, keptPrefix, takeSpare, tidy } from './kept-databases.js';
import { quoteIdentifier } from './quote.js';
import { ensureRoles, rolesOfRun } from './roles.js';
import { createDatabase, openScratch, openSessions, withControl } from './scratch.js';
import type { PostgresServer, ScratchDatabase, ScratchRole } from './types.js';

/** Every run leaves the rows of its temporary functions dead in these, and nothing else clears them away. */
const usesToVacuum = 20;
const vacuum = 'vacuum pg_proc, pg_depend, pg_shdepend, pg_type, pg_attribute, pg_class, pg_description';

/**
 * The database that `prepare` made under this key: from an earlier run if the server still has it, else made now. It is
 * there complete or not at all: when `prepare` throws, the database is dropped and the error thrown on. Either way the
 * sessions come back as new ones (`prepare` may set what it likes), and the roles that `prepare` asked
 * {@link ensureRoles} for are there. What is committed to it later is kept too: roll back, or use temporary objects.
 * Not to be called from within `prepare`. A server behind a URL keeps nothing: `close` drops the database.
 */
export async function openPrepared(
  server: PostgresServer, key: string, prepare: (database: ScratchDatabase) => Promise<void>,
): Promise<ScratchDatabase> {
  if (server.kind === 'url') {
    const scratch = await openScratch(server);
    await prepareOrDrop(scratch, prepare, () => scratch.drop());
    return scratch;
  }
  const name = `${keptPrefix}${createHash('sha256').update(key).digest('hex').slice(0, 40)}`;
  return withControl(server, async (control) => {
    // Before it is known to be there: connecting takes as long as finding that out.
    const opening = openSessions(server, name, { reused: true, keep: true });
    opening.catch(() => undefined);
    const closed = (): Promise<void> => opening.then((database) => database.close(), () => undefined);
    const kept = await useKept(control, name).catch((error: unknown) => closed().then(() => { throw error; }));
    if (kept === 'absent' || kept === 'incomplete') {
      server.background(closed());
      if (kept === 'incomplete') await dropKept(control, name);
      return makeKept(server, control, name, prepare);
    }
    if (kept.uses % usesToVacuum === 0) server.background(run(server, name, vacuum));
    return opening;
  });
}

interface KeptDatabase {
  readonly roles: readonly ScratchRole[];
  readonly uses: number;
}

/** Marks the database as used and brings back its roles; `incomplete` where a killed run has left something of it. */
async function useKept(control: Client, name: string): Promise<KeptDatabase | 'absent' | 'incomplete'> {
  const { rows } = await control.query<{ roles: readonly ScratchRole[] | null; uses: number | null; left_over: boolean }>(
    `with kept as (
       update pgcog.prepared set used = nextval('pgcog.clock'), uses = uses + 1
       where database = $1 and exists (select from pg_database where datname = $1) returning roles, uses)
     select kept.roles, kept.uses, exists (select from pg_database where datname = $1 union all select from pgcog.prepared where database = $1) as left_over
     from (select) as one left join kept on true`,
    [name],
  );
  const { roles = null, uses = null, left_over: leftOver = false } = rows[0] ?? {};
  if (roles === null || uses === null) return leftOver ? 'incomplete' : 'absent';
  await ensureRoles(control, roles);
  return { roles, uses };
}

async function makeKept(
  server: PostgresServer, control: Client, name: string, prepare: (database: ScratchDatabase) => Promise<void>,
): Promise<ScratchDatabase> {
  if (!(await takeSpare(server, control, name))) await createDatabase(server, control, name);
  const database = await openSessions(server, name, { reused: false, keep: true });
  const drop = async (): Promise<void> => {
    await database.close();
    await control.query(`drop database if exists ${quoteIdentifier(name)} with (force)`);
  };
  await prepareOrDrop(database, prepare, drop).finally(() => control.query(settingsOf(server)));
  await control.query(inOurHands(server, name));
  // Only this row says that the database is complete.
  await control.query(
    `insert into pgcog.prepared (database, roles, used, uses) values ($1, $2, nextval('pgcog.clock'), 0)`,
    [name, JSON.stringify(await rolesOfRun(control))],
  );
  // The work is the server's, beside ours. It ends with all files written: else the next start had to read the log.
  server.background(withControl(server, (later) => tidy(later)));
  return database;
}

/** Whatever the template has set for its role would be there for every other template, too. */
function settingsOf({ ownerRole }: PostgresServer): string {
  return `alter role ${quoteIdentifier(ownerRole)} reset all`;
}

/**
 * One role owns what all templates are loaded into, and a database's owner may rename it, close it or give it settings.
 * So a database that is to be kept is its own no more, and has what a new one has.
 */
function inOurHands({ ownerRole }: PostgresServer, database: string): string {
  const [name, owner] = [quoteIdentifier(database), quoteIdentifier(ownerRole)];
  return `alter database ${name} owner to current_user;
    alter database ${name} with connection limit -1 is_template false;
    alter database ${name} reset all;
    alter role ${owner} in database ${name} reset all;
    grant connect, create, temporary on database ${name} to ${owner}`;
}

async function prepareOrDrop(
  database: ScratchDatabase, prepare: (database: ScratchDatabase) => Promise<void>, drop: () => Promise<void>,
): Promise<void> {
  try {
    await prepare(database);
    await Promise.all([database.admin, database.owner, database.prober].map((session) => session.query('discard all')));
  } catch (error) {
    await drop();
    throw error;
  }
}

async function run(server: PostgresServer, database: string, statement: string): Promise<void> {
  const client = await server.connect(database);
  await client.query(statement).finally(() => client.end());
}
