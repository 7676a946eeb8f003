import type { Catalog, PgFunction } from '../catalog/types.js';
import { camelCase } from './casing.js';
import type { LeftOut } from './draft.js';
import { hidesCall } from './function-overloads.js';
import { whyUnsayable } from './sayable-type.js';
import type { Names } from './types.js';

/** Pseudo-types that a function may return: nothing, or a row that its OUT columns or the caller describe. */
const returnable: ReadonlySet<string> = new Set(['void', 'record']);

/** Why a function cannot be a field, with its code; null where it can. */
export function whyNoField(catalog: Catalog, fn: PgFunction): { readonly code: string; readonly reason: string } | null {
  const returns = catalog.types[fn.returns];
  if (returns?.name === 'trigger' || returns?.name === 'event_trigger') return { code: 'PGC314', reason: 'triggers call it, not clients' };
  if (fn.kind === 'aggregate' || fn.kind === 'window') return { code: 'PGC318', reason: `${fn.kind} functions need a query around them` };
  if (fn.kind === 'procedure') return { code: 'PGC319', reason: 'the Data API cannot bind parameters of CALL: wrap it in a function' };
  const other = catalog.functions.find((one) => hidesCall(fn, one));
  if (other !== undefined) return { code: 'PGC309', reason: `PostgreSQL cannot tell its call from ${other.signature}` };
  const bad = fn.arguments.map((argument) => whyUnsayable(catalog, argument.type)).find((reason) => reason !== null);
  if (bad !== undefined) return { code: 'PGC315', reason: `an argument cannot be in the API: ${bad}` };
  const columns = fn.arguments.filter(({ mode }) => mode === 'out' || mode === 'inout' || mode === 'table');
  if (returns?.name === 'record' && columns.length === 0) return { code: 'PGC315', reason: 'it returns records without column names' };
  const result = returns?.kind === 'pseudo' && returnable.has(returns.name) ? null : whyUnsayable(catalog, fn.returns);
  return result === null ? null : { code: 'PGC315', reason: `its result cannot be in the API: ${result}` };
}

/** Names of arguments by position, OUT ones included; a name used twice or missing takes its position's number. */
function argumentNames(fn: PgFunction): readonly string[] {
  const used = new Set<string>();
  return fn.arguments.map((argument, index) => {
    const wished = argument.name === null || argument.name === '' ? `arg${index + 1}` : camelCase(argument.name);
    let name = wished;
    for (let number = index + 1; used.has(name); number += 1) name = `${wished}${/[0-9]$/.test(wished) ? '_' : ''}${number}`;
    used.add(name);
    return name;
  });
}

/** Field and argument names of every function of the template and of `shared` that can be a field. Overloads share a name. */
export function nameFunctions(catalog: Catalog): { readonly value: Names['functions']; readonly leftOut: readonly LeftOut[] } {
  const own = catalog.functions.filter(({ schemaKind }) => schemaKind === 'template' || schemaKind === 'shared');
  const judged = own.map((fn) => ({ fn, no: whyNoField(catalog, fn) }));
  const taken = judged.filter(({ no }) => no === null);
  return {
    value: Object.fromEntries(taken.map(({ fn }) => [fn.oid, { field: camelCase(fn.name), arguments: argumentNames(fn) }])),
    leftOut: judged.flatMap(({ fn, no }) => (no === null ? [] : [{ object: `function ${fn.signature}`, ...no }])),
  };
}
