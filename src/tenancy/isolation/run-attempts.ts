import { quoteQualified } from '../../postgres/quote.js';
import { letIn } from './let-in.js';
import { planAttempts } from './plan-attempts.js';
import { probeDefiners } from './probe-definers.js';
import { readRights, type Rights } from './read-rights.js';
import { readThings } from './read-things.js';
import { tryAll } from './try-all.js';
import type { Answer, Attempt, Login, Thing, World } from './types.js';

/** Schemas beside the tenants', where nothing may show a tenant's rows to another. */
export const besides = ['cognition', 'public', 'shared'];

export interface Tried {
  readonly login: Login;
  readonly attempt: Attempt;
  readonly answer: Answer;
}

/** All that was tried, and what the catalog says of who tried it. */
export interface Trial {
  readonly things: readonly Thing[];
  readonly tried: readonly Tried[];
  readonly rights: { of(login: Login, thing: Thing): Rights };
  /** How many rows the tenants' tables have, by oid. */
  readonly totals: ReadonlyMap<number, number>;
  /** Logins that the server should have refused, and let in. */
  readonly letIn: readonly Login[];
}

/** Every login tries every thing of every tenant, and to read what is beside them; each attempt is undone. */
export async function runAttempts(world: World): Promise<Trial> {
  const things = await readThings(world.admin, [...world.tenants.map(({ name }) => name), ...besides]);
  const rights = await readRights(world.admin, world.logins, things);
  const tried: Tried[] = [];
  const entered: Login[] = [];
  for (const login of world.logins) {
    const attempts = attemptsOf(world, login, things, rights);
    const entrance = await letIn(world, login);
    try {
      const answers = await tryAll(entrance.session, login, attempts);
      tried.push(...answers.flatMap((answer, i) => (attempts[i] === undefined ? [] : [{ login, attempt: attempts[i], answer }])));
    } finally {
      await entrance.close();
    }
    if (entrance.byItself && login.enters === null && login.standing !== 'member' && login.standing !== 'application admin') entered.push(login);
  }
  return { things, tried, rights, totals: await countRows(world, things), letIn: entered };
}

function attemptsOf(world: World, login: Login, things: readonly Thing[], rights: Trial['rights']): readonly Attempt[] {
  const plain = things.flatMap((thing) => {
    const planned = planAttempts(world, thing, rights.of(login, thing));
    return besides.includes(thing.schema) ? planned.filter(({ verb }) => verb === 'select') : planned;
  });
  if (login.standing !== 'member') return plain;
  const lent = things.filter((thing) => thing.routine?.definer === true && thing.schema !== 'cognition' && (thing.schema === login.tenant || besides.includes(thing.schema)) && rights.of(login, thing).use);
  const others = world.tenants.filter(({ name }) => name !== login.tenant);
  return [...plain, ...others.flatMap((other) => probeDefiners(world, lent, other, things))];
}

async function countRows({ admin, tenants }: World, things: readonly Thing[]): Promise<ReadonlyMap<number, number>> {
  const tables = things.filter(({ kind, schema }) => kind === 'table' && tenants.some(({ name }) => name === schema));
  if (tables.length === 0) return new Map();
  const { rows } = await admin.query<{ oid: number; n: number }>(tables.map(({ oid, schema, name }) => `select ${oid}::float8 as oid, count(*)::int as n from ${quoteQualified(schema, name)}`).join(' union all '));
  return new Map(rows.map(({ oid, n }) => [oid, n]));
}
