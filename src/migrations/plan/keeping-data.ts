import type { Fact, StableId } from '@supabase/pg-delta';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { columnId, keyOf, nameOf, ofKind, parentTable, textOf } from './facts.js';
import type { Bases } from './read-facts.js';
import { sequenceOf } from './sequence-of.js';
import { wordsOf } from './words.js';

/**
 * Changes that the engine makes by dropping and making anew, in PostgreSQL's own words that keep the rows. They are tried
 * before the engine is asked; what does not run is left to it.
 */
export function keepingData({ from, to }: Bases): readonly (readonly string[])[] {
  const columns = ofKind(from, 'column').flatMap((old) => {
    const fact = to.get(old.id);
    return fact === undefined || fact.parent?.kind !== 'table' ? [] : [...(restsOnRetyped(old, { from, to }) ? dropColumn(old.id) : columnStatements(old, fact)), ...sequenceRename({ from, to }, old.id)];
  });
  const tables = ofKind(from, 'table').flatMap((old) => {
    const fact = to.get(old.id);
    return fact === undefined ? [] : tableStatements(old, fact);
  });
  return [...columns, ...tables, ...renamesOf('index', { from, to }, nameless), ...renamesOf('constraint', { from, to }, (fact) => textOf(fact, 'def') ?? '')];
}

function columnStatements(old: Fact, fact: Fact): readonly (readonly string[])[] {
  const id = old.id;
  if (id.kind !== 'column') return [];
  const target = `ALTER TABLE ${quoteQualified(id.schema, id.table)} ALTER COLUMN ${quoteIdentifier(id.name)}`;
  const [before, after] = [textOf(old, 'generatedExpr'), textOf(fact, 'generatedExpr')];
  if (before !== null && after === null) return [[`${target} DROP EXPRESSION`]];
  if (before !== null && after !== null && before !== after) return [[`${target} SET EXPRESSION AS (${after})`]];
  const collation = textOf(fact, 'collation');
  if (textOf(old, 'collation') === collation) return [];
  return [[`${target} TYPE ${textOf(fact, 'type') ?? 'text'}${collation === null ? ' COLLATE pg_catalog."default"' : ` COLLATE ${collation}`}`]];
}

/** What is computed from a column of another type is made anew: it keeps PostgreSQL from changing that. */
function restsOnRetyped(old: Fact, { from, to }: Bases): boolean {
  const text = textOf(old, 'generatedExpr');
  if (text === null || textOf(to.get(old.id), 'generatedExpr') === null || old.parent === undefined) return false;
  const words = wordsOf(text);
  const columns = from.childrenOf(old.parent).filter(({ id }) => id.kind === 'column' && words.has(quoteIdentifier(nameOf(id))));
  return columns.some((one) => to.has(one.id) && textOf(one, 'type') !== textOf(to.get(one.id), 'type'));
}

function dropColumn(id: StableId): readonly (readonly string[])[] {
  return id.kind === 'column' ? [[`ALTER TABLE ${quoteQualified(id.schema, id.table)} DROP COLUMN ${quoteIdentifier(id.name)}`]] : [];
}

/** A sequence that a table's or a column's rename has left under its old name: another one would begin anew. */
function sequenceRename({ from, to }: Bases, id: StableId): readonly (readonly string[])[] {
  if (id.kind !== 'column') return [];
  const column = columnId({ schema: id.schema, name: id.table }, id.name);
  const [before, after] = [sequenceOf(from, column), sequenceOf(to, column)];
  if (before === null || before.kind !== after?.kind || before.name.schema !== after.name.schema || before.name.name === after.name.name) return [];
  return [[`ALTER SEQUENCE ${quoteQualified(before.name.schema, before.name.name)} RENAME TO ${quoteIdentifier(after.name.name)}`]];
}

/** In and out of a partitioned table, or another's family. */
function tableStatements(old: Fact, fact: Fact): readonly (readonly string[])[] {
  const [before, after] = [parentOf(old), parentOf(fact)];
  const [bound, newBound] = [textOf(old, 'partitionBound'), textOf(fact, 'partitionBound')];
  if (textOf(old, 'partitionKey') !== textOf(fact, 'partitionKey') || (before === after && bound === newBound)) return [];
  const table = tableName(old.id);
  const leave = before === null ? [] : [bound === null ? `ALTER TABLE ${table} NO INHERIT ${before}` : `ALTER TABLE ${before} DETACH PARTITION ${table}`];
  const join = after === null ? [] : [newBound === null ? `ALTER TABLE ${table} INHERIT ${after}` : `ALTER TABLE ${after} ATTACH PARTITION ${table} ${newBound}`];
  return [[...leave, ...join]];
}

function tableName(id: StableId): string {
  return id.kind === 'table' ? quoteQualified(id.schema, id.name) : keyOf(id);
}

function parentOf(fact: Fact): string | null {
  const parent = parentTable(fact);
  return parent === null ? null : quoteQualified(parent.schema, parent.name);
}

/** The engine takes an index under another name for another index; a constraint it may rename too late. `text`: all but the name. */
function renamesOf(kind: 'index' | 'constraint', { from, to }: Bases, text: (fact: Fact) => string): readonly (readonly string[])[] {
  const place = (fact: Fact): string => `${keyOf(fact.parent ?? fact.id)} ${text(fact)}`;
  const gone = ofKind(from, kind).filter((fact) => !to.has(fact.id));
  const come = ofKind(to, kind).filter((fact) => !from.has(fact.id));
  return gone.flatMap((old) => {
    const [only, other] = come.filter((fact) => place(fact) === place(old));
    if (only === undefined || other !== undefined || gone.some((one) => one !== old && place(one) === place(old))) return [];
    return renameSql(old.id, only.id);
  });
}

function renameSql(old: StableId, id: StableId): readonly (readonly string[])[] {
  if (old.kind === 'index' && id.kind === 'index') return [[`ALTER INDEX ${quoteQualified(old.schema, old.name)} RENAME TO ${quoteIdentifier(id.name)}`]];
  if (old.kind !== 'constraint' || id.kind !== 'constraint') return [];
  return [[`ALTER TABLE ${quoteQualified(old.schema, old.table)} RENAME CONSTRAINT ${quoteIdentifier(old.name)} TO ${quoteIdentifier(id.name)}`]];
}

function nameless(fact: Fact): string {
  const def = textOf(fact, 'def') ?? '';
  return `${def.startsWith('CREATE UNIQUE') ? 'unique' : ''}${def.slice(def.indexOf(' ON '))}`;
}
