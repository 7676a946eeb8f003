import type { Client } from 'pg';
import { sqlFailure } from '../../postgres/failure.js';
import type { SampleRows } from './fill-tables.js';
import { readRights } from './read-rights.js';
import { readThings } from './read-things.js';
import type { Login, Tenant, World } from './types.js';

/** Numbers of members' rows begin after the owner's. */
const firstNumber = 501;

/** Each member adds a row to every table that it may, so that policies about own rows have some of everybody's to tell apart. */
export async function addMembersRows(world: Pick<World, 'admin' | 'logins' | 'open'>, tenant: Tenant, rows: SampleRows): Promise<void> {
  const things = (await readThings(world.admin, [tenant.name])).filter(({ kind }) => kind === 'table');
  const members = world.logins.filter((login) => login.standing === 'member' && login.tenant === tenant.name);
  const rights = await readRights(world.admin, members, things);
  for (const [i, login] of members.entries()) {
    const session = await world.open(login);
    for (const thing of things) {
      const columns = rights.of(login, thing).insert;
      const sql = columns === null ? null : rows.more(thing.name, firstNumber + i, (column) => columns.has(column));
      if (sql !== null) await insert(session, login, sql);
    }
    await session.end();
  }
}

/** That a policy or a constraint refuses it is no fault: whether it may is tried later. */
async function insert(session: Client, { enters }: Login, sql: string): Promise<void> {
  try {
    await session.query('begin');
    if (enters !== null) await session.query('select cognition.enter($1)', [enters]);
    await session.query(sql);
    await session.query('commit');
  } catch (error) {
    if (sqlFailure(error) === null) throw error;
    await session.query('rollback');
  }
}
