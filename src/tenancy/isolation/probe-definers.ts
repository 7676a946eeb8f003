import { quoteLiteral, quoteQualified } from '../../postgres/quote.js';
import { readMarkers } from './plan-attempts.js';
import type { Attempt, Tenant, Thing, World } from './types.js';

/** Calls of one function. */
const mostCalls = 96;
/** Of another tenant, that are asked for. */
const tablesAskedFor = 2;

const named = /^(?:pg_catalog\.)?(?:text|character varying|name|character|"char"|regclass|regnamespace|regtype|extensions\.citext|(?:extensions\.)?citext)(?:\(\d+\))?$/;

/**
 * Calls of functions that run with their owner's rights, with names of another tenant's schema and tables as arguments:
 * what the other tenant's rows say must not be in what comes back.
 *
 * @param things of the other tenant, those with rows first
 */
export function probeDefiners({ tenants }: Pick<World, 'tenants'>, routines: readonly Thing[], other: Tenant, things: readonly Thing[]): readonly Attempt[] {
  const tables = things.filter(({ kind, schema }) => kind === 'table' && schema === other.name).slice(0, tablesAskedFor);
  return routines.filter(({ routine }) => routine !== null && routine.definer && routine.kind === 'function' && routine.arguments.some((type) => named.test(type)))
    .flatMap((thing) => callsOf(thing, candidates(other, tables)).map((call): Attempt => ({ thing, verb: 'execute', sql: readMarkers(`select ${call} limit 100`, tenants), reads: true })));
}

function candidates(other: Tenant, tables: readonly Thing[]): readonly string[] {
  return [other.name, ...tables.flatMap(({ schema, name }) => [name, quoteQualified(schema, name), `select * from ${quoteQualified(schema, name)}`]), other.marker];
}

function callsOf(thing: Thing, texts: readonly string[]): readonly string[] {
  const types = thing.routine?.arguments ?? [];
  let lists: readonly (readonly string[])[] = [[]];
  for (const type of types) {
    const values = named.test(type) ? texts.map((text) => `${quoteLiteral(text)}::${type}`) : [`null::${type}`];
    lists = lists.flatMap((list) => values.map((value) => [...list, value])).slice(0, mostCalls * 4);
  }
  const name = quoteQualified(thing.schema, thing.name.slice(0, thing.name.lastIndexOf('(')));
  return lists.slice(0, mostCalls).map((list) => `${name}(${list.map((value, i) => `${thing.routine?.variadic === true && i === list.length - 1 ? 'variadic ' : ''}${value}`).join(', ')})`);
}
