import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../postgres/quote.js';
import type { Rights } from './read-rights.js';
import type { Attempt, Column, Tenant, Thing, Verb, World } from './types.js';

type Planning = Pick<World, 'tenants' | 'insertSql'>;

/** Rows that are looked at for markers. */
export const lookedAt = 100;

/**
 * What a login tries with a thing: one statement for each of its verbs. Where it has rights on some columns only, these
 * are the ones it uses, so that what is refused is the verb.
 */
export function planAttempts(world: Planning, thing: Thing, rights: Rights): readonly Attempt[] {
  return thing.verbs.flatMap((verb) => {
    const statement = statementFor(world, thing, verb, rights);
    return statement === null ? [] : [{ thing, verb, ...statement }];
  });
}

type Statement = Pick<Attempt, 'sql' | 'reads'>;

function statementFor(world: Planning, thing: Thing, verb: Verb, rights: Rights): Statement | null {
  const { tenants } = world;
  const name = quoteQualified(thing.schema, thing.routine === null ? thing.name : routineName(thing));
  switch (verb) {
    case 'select': return { sql: readMarkers(`select ${readable(thing, rights)} from ${name} limit ${lookedAt}`, tenants), reads: true };
    case 'insert': return { sql: insertStatement(world, thing, name, rights), reads: false };
    case 'update': return { sql: updateStatement(thing, name, rights), reads: false };
    case 'delete': return { sql: `delete from ${name}`, reads: false };
    case 'nextval': return { sql: `select pg_catalog.nextval(${quoteLiteral(name)})`, reads: false };
    case 'execute': return callStatement(thing, name, tenants);
  }
}

const routineName = ({ name }: Thing): string => name.slice(0, name.lastIndexOf('('));

/** How many rows a query gives, and which markers are in them. */
export function readMarkers(query: string, tenants: readonly Tenant[]): string {
  const markers = tenants.map(({ marker }) => quoteLiteral(marker)).join(', ');
  return `select s.n, (select pg_catalog.string_agg(m, ',') from pg_catalog.unnest(array[${markers}]::pg_catalog.text[]) as u(m) where pg_catalog.strpos(pg_catalog.lower(s.t), m) operator(pg_catalog.>) 0)
    from (select pg_catalog.count(*) as n, pg_catalog.string_agg(q::pg_catalog.text, ' ') as t from (${query}) as q) as s`;
}

function readable({ columns }: Thing, { select }: Rights): string {
  const names = columns.map(({ name }) => name);
  if (select === null || names.every((name) => select.has(name))) return '*';
  return names.filter((name) => select.has(name)).map(quoteIdentifier).join(', ');
}

/** What has a default has it, as in a resolver's INSERT. */
function insertStatement(world: Planning, thing: Thing, name: string, { insert }: Rights): string {
  const sql = insert === null ? null : world.insertSql(thing.schema, thing.name, (column) => insert.has(column));
  return sql ?? `insert into ${name} default values`;
}

/** `set a = a` reads a too. */
function updateStatement({ columns, kind }: Thing, name: string, { select, update }: Rights): string {
  const able = columns.filter(({ generated }) => !generated);
  const column: Column | undefined = able.find((one) => update?.has(one.name) === true && select?.has(one.name) === true) ?? able.find((one) => update?.has(one.name)) ?? able[0] ?? columns[0];
  if (column === undefined) return `delete from ${name}`;
  const target = quoteIdentifier(column.name);
  // What a view's column is behind it is not known, and of a refused identity column PostgreSQL says so before it asks for rights.
  const same = update === null ? kind !== 'view' : select?.has(column.name) === true;
  return `update ${name} set ${target} = ${same && !column.generated ? target : 'default'}`;
}

/** With nulls for arguments: whether it may be called is asked before what it makes of them. Not constants, for which a strict function is not even looked at. */
function callStatement({ routine }: Thing, name: string, tenants: readonly Tenant[]): Statement | null {
  if (routine === null || routine.kind === 'trigger' || routine.kind === 'window' || routine.arguments.includes('record')) return null;
  const nulls = routine.arguments.map((type, i) => `${routine.variadic && i === routine.arguments.length - 1 ? 'variadic ' : ''}${routine.kind === 'procedure' ? `null::${type}` : `(select null::${type})`}`);
  if (routine.kind === 'procedure') return { sql: `call ${name}(${nulls.join(', ')})`, reads: false };
  if (routine.kind === 'aggregate') return { sql: readMarkers(`select ${name}(${nulls.join(', ') || '*'})`, tenants), reads: true };
  return { sql: readMarkers(`select ${name}(${nulls.join(', ')}) limit ${lookedAt}`, tenants), reads: true };
}
