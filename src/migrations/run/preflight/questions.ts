import { child, children, strings, tagged, text } from '../../../catalog/ast.js';
import { unquoteIdentifier } from '../../../parse/identifier.js';
import type { AstNode, Grammar } from '../../../parse/types.js';
import { quoteIdentifier, quoteLiteral } from '../../../postgres/quote.js';
import { behind, inBrackets, splitList } from './command-texts.js';
import type { Question, TemplateFacts } from './types.js';

/** What a question is asked about. */
export interface Target {
  readonly grammar: Grammar;
  readonly facts: TemplateFacts;
  /** As in the catalog; `schema` where the statement names one. */
  readonly table: string;
  readonly schema: string | null;
}

export const nameOf = ({ schema, table }: Pick<Target, 'schema' | 'table'>): string => (schema === null ? '' : `${quoteIdentifier(schema)}.`) + quoteIdentifier(table);

/** Its key as JSON; where it has none, where a row is. */
function keyOf({ facts, table }: Target): string {
  const key = facts.keys.get(table);
  if (key === undefined) return "pg_catalog.jsonb_build_object('ctid', ctid::text)";
  return jsonOf(key.map((name) => [name, `${quoteIdentifier(table)}.${quoteIdentifier(name)}`]));
}

const jsonOf = (parts: readonly (readonly [string, string])[]): string => `pg_catalog.jsonb_build_object(${parts.map(([name, value]) => `${quoteLiteral(name)}, ${value}`).join(', ')})`;

const firstFive = (query: string): string => `select pg_catalog.jsonb_agg(found.key) from (${query} limit 5) found`;

/** Rows for which a condition holds. */
export function rowsWhere(target: Target, what: string, condition: string, columns: readonly string[]): Question {
  return { what, table: target.table, columns, each: null, sql: firstFive(`select ${keyOf(target)} as key from ${nameOf(target)} where ${condition}`) };
}

export function notNull(target: Target, column: string): Question {
  return rowsWhere(target, `${target.table}.${column} is to be not null`, `${quoteIdentifier(column)} is null`, [column]);
}

/** Values that cannot become the new type; a text that is too long is an error, and an explicit cast would cut it. */
export function castable(target: Target, column: string, command: string): readonly Question[] {
  const type = behind(target.grammar, command, 'type', ['using', 'collate']) ?? '';
  const using = behind(target.grammar, command, 'using') ?? quoteIdentifier(column);
  const what = `${target.table}.${column} is to become ${type}`;
  const value = `(${using})::${type}`;
  const limit = /^(?:varchar|character varying|char|character|bpchar)\s*\(\s*(\d+)\s*\)$/iu.exec(type)?.[1];
  return [
    { what, table: target.table, columns: [column], sql: `select null::pg_catalog.jsonb from (select pg_catalog.count(${value}) from ${nameOf(target)}) counted where counted is null`, each: { from: nameOf(target), key: keyOf(target), value } },
    ...(limit === undefined ? [] : [rowsWhere(target, what, `pg_catalog.length(pg_catalog.rtrim((${using})::text)) > ${limit}`, [column])]),
  ];
}

/** Rows that would be the same by these expressions; null is never the same, unless said so. */
export function unique(target: Target, expressions: readonly string[], { predicate = null, nulls = false, columns }: { readonly predicate?: string | null; readonly nulls?: boolean; readonly columns: readonly string[] }): Question {
  const conditions = [...(predicate === null ? [] : [`(${predicate})`]), ...(nulls ? [] : expressions.map((one) => `${one} is not null`))];
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  const labels = expressions.map((one) => (one.startsWith('"') ? unquoteIdentifier(one) : one));
  const key = jsonOf([...expressions.map((one, at) => [labels[at] ?? one, one] as const), ['rows', 'pg_catalog.count(*)']]);
  return {
    what: `${target.table} is to be unique by ${labels.join(', ')}`, table: target.table, columns, each: null,
    sql: firstFive(`select ${key} as key from ${nameOf(target)}${where} group by ${expressions.join(', ')} having pg_catalog.count(*) > 1`),
  };
}

/** `create unique index on t (a, lower(b)) where ...` */
export function uniqueIndex(target: Target, ast: AstNode, sql: string): Question | null {
  const on = behind(target.grammar, sql, 'on');
  const listed = on === null ? null : inBrackets(target.grammar, on);
  if (on === null || listed === null) return null;
  const elements = splitList(target.grammar, listed.text);
  const expressions = tagged(ast, 'indexParams', 'IndexElem').map((element, at) => {
    const name = text(element, 'name');
    return name === null ? expressionOf(target.grammar, elements[at] ?? '') : quoteIdentifier(name);
  });
  const names = tagged(ast, 'indexParams', 'IndexElem').map((element) => text(element, 'name'));
  const predicate = behind(target.grammar, on.slice(listed.end), 'where');
  return unique(target, expressions, { predicate, nulls: ast['nulls_not_distinct'] === true, columns: names.includes(null) ? [] : names.filter((one) => one !== null) });
}

/** Of `lower(email) text_pattern_ops desc` the function's call, of `(a || b) desc` the brackets. */
function expressionOf(grammar: Grammar, element: string): string {
  const call = inBrackets(grammar, element);
  return call === null ? element : element.slice(0, call.end);
}

/** A constraint as `alter table ... add` has it; \`definition\` is its text. Nothing for what holds no row against anything. */
export function ofConstraint(target: Target, constraint: AstNode, definition: string): readonly Question[] {
  const name = text(constraint, 'conname') ?? 'constraint';
  if (text(constraint, 'indexname') !== null) return [];
  switch (text(constraint, 'contype')) {
    case 'CONSTR_CHECK': {
      const found = inBrackets(target.grammar, behind(target.grammar, definition, 'check') ?? '');
      return found === null ? [] : [rowsWhere(target, `${target.table} is to hold ${name}: ${found.text}`, `(${found.text}) is false`, [])];
    }
    case 'CONSTR_NOTNULL': return strings(constraint, 'keys').map((column) => notNull(target, column));
    case 'CONSTR_UNIQUE': case 'CONSTR_PRIMARY': return keys(target, constraint);
    case 'CONSTR_FOREIGN': return foreign(target, constraint, name);
    default: return [];
  }
}

function keys(target: Target, constraint: AstNode): readonly Question[] {
  const columns = strings(constraint, 'keys');
  const primary = text(constraint, 'contype') === 'CONSTR_PRIMARY';
  const question = unique(target, columns.map(quoteIdentifier), { nulls: constraint['nulls_not_distinct'] === true, columns });
  return columns.length === 0 ? [] : [question, ...(primary ? columns.map((column) => notNull(target, column)) : [])];
}

/** Rows that refer to a row that is not there. */
function foreign(target: Target, constraint: AstNode, name: string): readonly Question[] {
  const own = strings(constraint, 'fk_attrs');
  const other = child(constraint, 'pktable');
  const otherTable = text(other, 'relname') ?? '';
  const named = strings(constraint, 'pk_attrs');
  const theirs = named.length > 0 ? named : (target.facts.keys.get(otherTable) ?? []);
  if (own.length === 0 || own.length !== theirs.length || children(constraint, 'fk_attrs').length !== own.length) return [];
  const column = (at: number): string => `${quoteIdentifier(target.table)}.${quoteIdentifier(own[at] ?? '')}`;
  const same = theirs.map((their, at) => `pgcog_other.${quoteIdentifier(their)} = ${column(at)}`).join(' and ');
  const there = nameOf({ schema: text(other, 'schemaname'), table: otherTable });
  return [rowsWhere(target, `${target.table} is to refer to ${otherTable} by ${name}`,
    `${own.map((_, at) => `${column(at)} is not null`).join(' and ')} and not exists (select from ${there} pgcog_other where ${same})`, own)];
}
