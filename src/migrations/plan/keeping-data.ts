import type { Fact, StableId } from '@supabase/pg-delta';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { keyOf, ofKind, textOf } from './facts.js';
import type { Bases } from './read-facts.js';

/**
 * Changes that the engine makes by dropping and making anew, in PostgreSQL's own words that keep the rows. They are tried
 * before the engine is asked; what does not run is left to it.
 */
export function keepingData({ from, to }: Bases): readonly (readonly string[])[] {
  const columns = ofKind(from, 'column').flatMap((old) => {
    const fact = to.get(old.id);
    return fact === undefined || fact.parent?.kind !== 'table' ? [] : columnStatements(old, fact);
  });
  const tables = ofKind(from, 'table').flatMap((old) => {
    const fact = to.get(old.id);
    return fact === undefined ? [] : tableStatements(old, fact);
  });
  return [...columns, ...tables, ...indexRenames({ from, to })];
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
  const parent = fact.payload['parentTable'];
  if (typeof parent !== 'object' || parent === null || Array.isArray(parent)) return null;
  const { schema, name } = parent as { readonly schema?: unknown; readonly name?: unknown };
  return typeof schema === 'string' && typeof name === 'string' ? quoteQualified(schema, name) : null;
}

/** The engine takes an index under another name for another index. */
function indexRenames({ from, to }: Bases): readonly (readonly string[])[] {
  const come = ofKind(to, 'index').filter((fact) => !from.has(fact.id));
  return ofKind(from, 'index').filter((fact) => !to.has(fact.id)).flatMap((old) => {
    const same = come.filter((fact) => keyOf(fact.parent ?? fact.id) === keyOf(old.parent ?? old.id) && nameless(fact) === nameless(old));
    const [only] = same;
    if (old.id.kind !== 'index' || only?.id.kind !== 'index' || same.length > 1) return [];
    return [[`ALTER INDEX ${quoteQualified(old.id.schema, old.id.name)} RENAME TO ${quoteIdentifier(only.id.name)}`]];
  });
}

function nameless(fact: Fact): string {
  const def = textOf(fact, 'def') ?? '';
  return `${def.startsWith('CREATE UNIQUE') ? 'unique' : ''}${def.slice(def.indexOf(' ON '))}`;
}
