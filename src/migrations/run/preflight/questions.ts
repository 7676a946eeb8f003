import { child, children, strings, tagged, text } from '../../../catalog/ast.js';
import { unquoteIdentifier } from '../../../parse/identifier.js';
import type { AstNode, Grammar } from '../../../parse/types.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import { behind, inBrackets, splitList } from './command-texts.js';
import { asked, jsonOf, NotKnown, sourceOf, type Future, type FutureTable } from './future.js';
import { findTable } from './find-table.js';
import { below } from './relatives.js';
import type { Question } from './types.js';

/** What a question is asked about. */
export interface Target {
  readonly future: Future;
  readonly table: FutureTable;
}

/** What every row's value must become without an error. @throws NotKnown */
export function everyValue({ future, table }: Target, what: string, value: string, type: string): Question {
  const { from, alias, key, table: place, ctid } = sourceOf(table);
  return {
    what, sql: null,
    each: {
      type, all: asked(future, `select ${value} from ${from} as ${alias}`),
      rows: asked(future, `select ${key} as pgcog_key, ${place} as pgcog_table, ${ctid} as pgcog_ctid from ${from} as ${alias}`),
      one: asked(future, `select ${value} from ${from} as ${alias} where ${place} operator(pg_catalog.=) pgcog_one.pgcog_table and ${ctid} operator(pg_catalog.=) pgcog_one.pgcog_ctid`),
    },
  };
}

const firstFive = (query: string): string => `select pg_catalog.jsonb_agg(found.key) from (${query} limit 5) found`;

/** Rows for which a condition holds. @throws NotKnown */
export function rowsWhere(target: Target, what: string, condition: string): Question {
  const { from, alias, key } = sourceOf(target.table);
  return { ...everyValue(target, what, condition, 'pg_catalog.bool'), sql: asked(target.future, firstFive(`select ${key} as key from ${from} as ${alias} where ${condition}`)) };
}

export const columnOf = ({ table }: Target, column: string): string => `${sourceOf(table).alias}.${quoteIdentifier(column)}`;

export function notNull(target: Target, column: string): Question {
  return rowsWhere(target, `${target.table.name}.${column} is to be not null`, isNull(columnOf(target, column)));
}

/** `is null` itself says so of a row of nulls, too, which is none to NOT NULL and to keys. */
export const isNull = (value: string): string => `(${value}) is not distinct from null`;
const isSet = (value: string): string => `(${value}) is distinct from null`;

/** Keys hold for rows of the table alone, where others inherit from it. @throws NotKnown */
function refuseFamily({ future, table }: Target): void {
  if (table.fact.partitioned === null && below(future, table.name).length > 0) throw new NotKnown(`rows of ${table.name} alone cannot be told from those of its family`);
}

export interface UniqueRules {
  readonly predicate: string | null;
  /** Null is the same as null. */
  readonly nulls: boolean;
}

/** Rows that would be the same by these expressions. */
export function unique(target: Target, expressions: readonly string[], { predicate, nulls }: UniqueRules): Question {
  refuseFamily(target);
  const { from, alias } = sourceOf(target.table);
  const conditions = [...(predicate === null ? [] : [`(${predicate})`]), ...(nulls ? [] : expressions.map(isSet))];
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  const labels = expressions.map((one) => (one.startsWith('"') ? unquoteIdentifier(one) : one));
  const key = jsonOf([...expressions.map((one, at) => [labels[at] ?? one, one] as const), ['rows', 'pg_catalog.count(*)']]);
  const what = `${target.table.name} is to be unique by ${labels.join(', ')}`;
  return {
    ...everyValue(target, what, guarded(predicate, expressions), 'pg_catalog.text'),
    sql: asked(target.future, firstFive(`select ${key} as key from ${from} as ${alias}${where} group by ${expressions.join(', ')} having pg_catalog.count(*) operator(pg_catalog.>) 1`)),
  };
}

const guarded = (predicate: string | null, expressions: readonly string[]): string => {
  const all = `pg_catalog.concat(${expressions.join(', ')})`;
  return predicate === null ? all : `case when (${predicate}) then ${all} end`;
};

/** Of an index what it is made of; of `lower(email) collate "C" desc` the call and the collation. */
function indexParts(grammar: Grammar, ast: AstNode, sql: string): { readonly expressions: readonly string[]; readonly predicate: string | null } | null {
  const on = behind(grammar, sql, 'on');
  const listed = on === null ? null : inBrackets(grammar, on);
  if (on === null || listed === null) return null;
  const elements = splitList(grammar, listed.text);
  const expressions = tagged(ast, 'indexParams', 'IndexElem').map((element, at) => elementText(grammar, element, elements[at] ?? ''));
  return { expressions, predicate: behind(grammar, on.slice(listed.end), 'where') };
}

function elementText(grammar: Grammar, element: AstNode, written: string): string {
  const name = text(element, 'name');
  const call = inBrackets(grammar, written);
  const base = name !== null ? quoteIdentifier(name) : call === null ? written : written.slice(0, call.end);
  const collation = strings(element, 'collation');
  return collation.length === 0 ? base : `${base} collate ${collation.map((one) => quoteIdentifier(one)).join('.')}`;
}

/** `create unique index on t (a, lower(b)) where ...`; of another what it computes, which may be an error. */
export function ofIndex(target: Target, ast: AstNode, sql: string): readonly Question[] {
  const parts = indexParts(target.future.grammar, ast, sql);
  if (parts === null) return [];
  refuseFamily(target);
  const { expressions, predicate } = parts;
  if (ast['unique'] === true) return [unique(target, expressions, { predicate, nulls: ast['nulls_not_distinct'] === true })];
  const computed = predicate !== null || tagged(ast, 'indexParams', 'IndexElem').some((one) => text(one, 'name') === null);
  return computed ? [everyValue(target, `${target.table.name} is to have an index by ${expressions.join(', ')}`, guarded(predicate, expressions), 'pg_catalog.text')] : [];
}

/** A constraint as `alter table ... add` has it; `definition` is its text. Nothing for what holds no row against anything. */
export function ofConstraint(target: Target, constraint: AstNode, definition: string): readonly Question[] {
  const name = text(constraint, 'conname') ?? 'a constraint';
  if (text(constraint, 'indexname') !== null || constraint['is_enforced'] === false) return [];
  switch (text(constraint, 'contype')) {
    case 'CONSTR_CHECK': return check(target, definition, name);
    case 'CONSTR_NOTNULL': return strings(constraint, 'keys').map((column) => notNull(target, column));
    case 'CONSTR_UNIQUE': case 'CONSTR_PRIMARY': return keys(target, constraint);
    case 'CONSTR_FOREIGN': return [foreign(target, constraint, name)];
    case 'CONSTR_EXCLUSION': return exclusion(target, constraint, definition, name);
    default: return [];
  }
}

function check(target: Target, definition: string, name: string): readonly Question[] {
  const found = inBrackets(target.future.grammar, behind(target.future.grammar, definition, 'check') ?? '');
  return found === null ? [] : [rowsWhere(target, `${target.table.name} is to hold ${name}: ${found.text}`, `(${found.text}) is false`)];
}

function keys(target: Target, constraint: AstNode): readonly Question[] {
  const columns = strings(constraint, 'keys');
  const primary = text(constraint, 'contype') === 'CONSTR_PRIMARY';
  if (columns.length === 0) return [];
  return [unique(target, columns.map(quoteIdentifier), { predicate: null, nulls: constraint['nulls_not_distinct'] === true }), ...(primary ? columns.map((column) => notNull(target, column)) : [])];
}

/** Rows that refer to a row that is not there; with MATCH FULL also those that refer by half. */
export function foreign(target: Target, constraint: AstNode, name: string): Question {
  const own = strings(constraint, 'fk_attrs').map((column) => columnOf(target, column));
  const other = findTable(target.future, child(constraint, 'pktable'), 'tenant');
  for (const table of [target.table, other]) refuseFamily({ future: target.future, table });
  const named = strings(constraint, 'pk_attrs');
  const theirs = (named.length > 0 ? named : other.fact.key).map((column) => `pgcog_other.${quoteIdentifier(column)}`);
  const same = theirs.map((their, at) => `${their} = ${own[at] ?? 'null'}`).join(' and ');
  const missing = `${own.map(isSet).join(' and ')} and not exists (select from ${sourceOf(other).from} pgcog_other where ${same})`;
  const half = `(${own.map(isNull).join(' or ')}) and (${own.map(isSet).join(' or ')})`;
  const full = text(constraint, 'fk_matchtype') === 'f' && own.length > 1;
  return rowsWhere(target, `${target.table.name} is to refer to ${other.name} by ${name}`, full ? `((${missing}) or (${half}))` : missing);
}

/** Two rows that may not be there both. */
function exclusion(target: Target, constraint: AstNode, definition: string, name: string): readonly Question[] {
  refuseFamily(target);
  const { grammar } = target.future;
  const { from, alias, key, table, ctid } = sourceOf(target.table);
  const listed = inBrackets(grammar, definition.slice(definition.search(/\bexclude\b/iu)));
  const elements = splitList(grammar, listed?.text ?? '');
  const parts = children(constraint, 'exclusions').map((one, at) => {
    const [element, operator] = children(child(one, 'List'), 'items');
    const written = elements[at] ?? '';
    const names = children(child(operator ?? null, 'List'), 'items').flatMap((word) => text(child(word, 'String'), 'sval') ?? []);
    const head = written.slice(0, written.length - (behind(grammar, written, 'with') ?? '').length).replace(/\bwith\s*$/iu, '');
    return { expression: elementText(grammar, child(element ?? null, 'IndexElem') ?? {}, head.trim()), operator: `operator(${names.map((word, n) => (n < names.length - 1 ? quoteIdentifier(word) : word)).join('.')})` };
  });
  const where = listed === null ? null : behind(grammar, definition.slice(definition.search(/\bexclude\b/iu)).slice(listed.end), 'where');
  const side = `(select ${[...parts.map(({ expression }, at) => `${expression} as pgcog_${at}`), `${key} as pgcog_key`, `${table} as pgcog_table`, `${ctid} as pgcog_ctid`].join(', ')} from ${from} as ${alias}${where === null ? '' : ` where ${where}`})`;
  const same = parts.map(({ operator }, at) => `one.pgcog_${at} ${operator} other.pgcog_${at}`);
  // With one row there is no other that its values would be computed for.
  const values = everyValue(target, `${target.table.name} is to hold ${name}`, guarded(where, parts.map(({ expression }) => expression)), 'pg_catalog.text');
  return [values, {
    ...values,
    sql: asked(target.future, firstFive(`select one.pgcog_key as key from ${side} one where exists (select from ${side} other where (one.pgcog_table, one.pgcog_ctid) <> (other.pgcog_table, other.pgcog_ctid) and ${same.join(' and ')})`)),
  }];
}
