import { child, text } from '../../../catalog/ast.js';
import { parseFile } from '../../../parse/parse-file.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import { ofText } from './of-text.js';
import type { Asking, Command } from './asking.js';
import { castable, castValue, plainType } from './casts.js';
import { behind } from './command-texts.js';
import { findTable, mentions, named } from './find-table.js';
import { layered, NotKnown, type Replaced } from './future.js';
import { columnOf, isNull, ofIndex, rowsWhere, type Target } from './questions.js';
import { below } from './relatives.js';
import type { ColumnFact, Question } from './types.js';

/** All types of a statement change at once: each USING sees the row as it was. */
export function changeTypes(asking: Asking, name: string, commands: readonly Command[]): void {
  const values = new Map<string, string | null>();
  const types = new Map<string, Pick<ColumnFact, 'type' | 'own'>>();
  for (const command of commands) {
    const column = text(command.node, 'name') ?? '';
    const cast = castOf(asking, name, column, command);
    asking.ask(cast.what, () => ofCast({ future: asking.future, table: findTable(asking.future, named(name), 'tenant') }, column, cast));
    const later = castValue(asking.future, { ...cast, value: cast.value ?? quoteIdentifier(column) });
    values.set(column, later?.value ?? null);
    types.set(column, { type: later?.type ?? cast.type.written, own: plainType(asking.future, cast.type.node) });
  }
  replace(asking, name, values, types);
}

type ColumnCast = ReturnType<typeof castOf>;

function castOf({ future }: Asking, name: string, column: string, { node, sql }: Command) {
  const definition = child(child(node, 'def'), 'ColumnDef');
  const written = behind(future.grammar, sql, 'type', ['using', 'collate']) ?? '';
  return { what: `${name}.${column} is to become ${written}`, value: behind(future.grammar, sql, 'using'), tree: child(definition, 'raw_default'), type: { node: child(definition, 'typeName'), written } };
}

function ofCast(target: Target, column: string, cast: ColumnCast): readonly Question[] {
  const value = cast.value ?? columnOf(target, column);
  const full = cast.value !== null && target.table.fact.columns.some((one) => one.name === column && one.notNull);
  return [...castable(target, { ...cast, value }), ...(full ? [rowsWhere(target, cast.what, isNull(askable(target, { ...cast, value })))] : [])];
}

/** An enum that is made anew is not there yet: what would become its label is. */
function askable({ future }: Target, cast: ColumnCast & { readonly value: string }): string {
  const own = plainType(future, cast.type.node);
  return own !== null && future.types.get(own)?.kind === 'enum' ? castValue(future, cast)?.value ?? cast.value : cast.value;
}

/** Columns get other values; what their table, and those that refer to it, hold rows against is held against them anew. */
export function replace(asking: Asking, name: string, values: Replaced, types: ReadonlyMap<string, Pick<ColumnFact, 'type' | 'own'>>): void {
  const { future } = asking;
  const table = future.tables.get(name);
  if (table === undefined) return;
  const columns = table.fact.columns.map((one) => ({ ...one, ...types.get(one.name) }));
  future.tables.set(name, layered(future, table, { replaced: values, columns }));
  for (const [at, column] of [...values.keys()].entries()) heldAgain(asking, name, column, [...values.keys()].slice(0, at));
}

function heldAgain(asking: Asking, name: string, column: string, before: readonly string[]): void {
  const { future } = asking;
  const table = future.tables.get(name);
  const concerns = (definition: string): boolean => mentions(future, definition, column) && !before.some((one) => mentions(future, definition, one));
  const target = (of: string): Target => ({ future, table: findTable(future, named(of), 'tenant') });
  if (table?.stale === true) asking.ask(`${name} is to hold what it holds`, () => { throw new NotKnown(`an earlier step calls a column of ${name} otherwise`); });
  if (below(future, name).length > 0) asking.ask(`what inherits from ${name} is to hold what it holds`, () => { throw new NotKnown(`an earlier step changes columns of ${name}`); });
  for (const { name: own, definition, valid } of table?.fact.constraints ?? []) {
    if (valid && concerns(definition)) asking.ask(`${name} is to hold ${own}`, () => ofText(target(name), own, definition));
  }
  for (const sql of table?.fact.indexes ?? []) {
    if (concerns(sql)) asking.ask(`${name} is to be unique`, () => ofIndexText(target(name), sql));
  }
  for (const other of future.tables.values()) {
    for (const { name: own, definition, valid, refers } of other.name === name ? [] : other.fact.constraints) {
      if (valid && refers === name && concerns(definition)) asking.ask(`${other.name} is to hold ${own}`, () => ofText(target(other.name), own, definition));
    }
  }
}

function ofIndexText(target: Target, sql: string): readonly Question[] {
  const [statement] = parseFile(target.future.grammar, { path: 'index', text: sql }).value;
  return statement === undefined ? [] : ofIndex(target, statement.ast, sql);
}
