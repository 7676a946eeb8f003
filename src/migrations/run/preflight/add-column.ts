import { child, children, text } from '../../../catalog/ast.js';
import type { AstNode } from '../../../parse/types.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import type { Asking, Command } from './asking.js';
import { castable, isSerial, plainBase, plainType, standIn, type TypeName } from './casts.js';
import { behind, inBrackets } from './command-texts.js';
import { change, findTable, named, tableName } from './find-table.js';
import { layered, type Future } from './future.js';
import { foreign, notNull, rowsWhere, unique, type Target } from './questions.js';
import { domainOf } from './type-key.js';
import type { ColumnFact, Question } from './types.js';

/** What a definition of a column says. */
interface Definition {
  readonly name: string;
  readonly type: TypeName;
  readonly constraints: readonly AstNode[];
  /** What rows that are there get: `default now()`, `generated always as (...)`; null: nothing. */
  readonly value: string | null;
  readonly generated: boolean;
  /** The server counts. */
  readonly counted: boolean;
  readonly sql: string;
}

/** A column with what its definition holds rows against. */
export function addColumn(asking: Asking, name: string, command: Command): void {
  const { future } = asking;
  const column = readColumn(future, child(child(command.node, 'def'), 'ColumnDef'), command.sql);
  const table = future.tables.get(name);
  if (table?.fact.columns.some((one) => one.name === column.name) === true) return;
  const what = `${name}.${column.name} is added`;
  const target = (): Target => ({ future, table: findTable(future, named(name), 'tenant') });
  // What is the same for all rows the template has shown already.
  asking.ask(what, () => (column.generated ? castable(target(), { what, value: `(${column.value ?? 'null'})`, tree: null, type: column.type }) : []));
  if (table !== undefined) future.tables.set(name, layered(future, table, { replaced: new Map([[column.name, valueOf(future, column)]]), columns: [...table.fact.columns, factOf(future, column)] }));
  if (column.constraints.some((one) => text(one, 'contype') === 'CONSTR_PRIMARY')) change(future, name, (fact) => ({ ...fact, key: [column.name] }));
  asking.ask(what, () => (column.counted ? [] : inlineQuestions(target(), column)));
}

export function readColumn({ grammar }: Pick<Future, 'grammar'>, node: AstNode | null, sql: string): Definition {
  const constraints = children(node, 'constraints').map((one) => child(one, 'Constraint')).filter((one) => one !== null);
  const kinds = constraints.map((one) => text(one, 'contype'));
  const generated = kinds.includes('CONSTR_GENERATED');
  const type = child(node, 'typeName');
  const stops = ['not', 'null', 'unique', 'primary', 'check', 'references', 'default', 'generated', 'constraint', 'collate', 'storage', 'compression', 'deferrable', 'initially', 'exclude'];
  const name = text(node, 'colname') ?? '';
  const tokens = grammar.scan(sql).filter(({ kind }) => kind !== 'comment');
  const start = tokens.find(({ text: word }) => word === quoteIdentifier(name) || word === `"${name}"` || word.toLowerCase() === name)?.end ?? 0;
  const rest = sql.slice(start);
  const end = stops.map((word) => behind(grammar, rest, word)).reduce((least, found) => (found === null ? least : Math.min(least, rest.length - found.length)), Infinity);
  const head = end === Infinity ? rest : rest.slice(0, end).trimEnd().replace(/\S+$/u, '');
  const value = generated ? inBrackets(grammar, behind(grammar, rest, 'as') ?? '')?.text ?? null : behind(grammar, rest, 'default', stops.filter((word) => word !== 'null' && word !== 'default'));
  return { name, type: { node: type, written: head.trim() }, constraints, value, generated, counted: kinds.includes('CONSTR_IDENTITY') || isSerial(type), sql: rest };
}

export function factOf(future: Future, { name, type, constraints, value, generated, counted }: Definition): ColumnFact {
  const kinds = constraints.map((one) => text(one, 'contype'));
  return { name, type: standIn(future, type) ?? type.written, own: plainType(future, type.node), given: value !== null || counted, generated, notNull: counted || kinds.includes('CONSTR_NOTNULL') || kinds.includes('CONSTR_PRIMARY') };
}

function valueOf(future: Future, { type, value, counted }: Definition): string | null {
  const to = standIn(future, type);
  if (counted || to === null) return null;
  return `(${value ?? 'null'})::${plainBase(future, plainType(future, type.node), to)}`;
}

function inlineQuestions(target: Target, column: Definition): readonly Question[] {
  const name = `${target.table.name}.${column.name}`;
  const unfilled = `${name} is to be not null and has no default`;
  const domain = isDomain(target.future, column.type) && !column.generated ? castable(target, { what: `${name} is added`, value: quoteIdentifier(column.name), tree: null, type: column.type }) : [];
  return [...domain, ...column.constraints.flatMap((one): readonly Question[] => {
    const own = text(one, 'conname') ?? 'its constraint';
    switch (text(one, 'contype')) {
      case 'CONSTR_NOTNULL': return [column.value === null ? rowsWhere(target, unfilled, 'true') : notNull(target, column.name)];
      case 'CONSTR_PRIMARY': return [column.value === null ? rowsWhere(target, unfilled, 'true') : notNull(target, column.name), unique(target, [quoteIdentifier(column.name)], { predicate: null, nulls: false })];
      case 'CONSTR_UNIQUE': return [unique(target, [quoteIdentifier(column.name)], { predicate: null, nulls: one['nulls_not_distinct'] === true })];
      case 'CONSTR_FOREIGN': return tableName(target.future, child(one, 'pktable'), 'tenant') === null ? [] : [foreign(target, { ...one, fk_attrs: [{ String: { sval: column.name } }] }, own)];
      case 'CONSTR_CHECK': return checkOf(target, column, own);
      default: return [];
    }
  })];
}

function isDomain(future: Future, { node }: TypeName): boolean {
  return domainOf(future, plainType(future, node)) !== null;
}

function checkOf(target: Target, { sql }: Definition, name: string): readonly Question[] {
  const found = inBrackets(target.future.grammar, behind(target.future.grammar, sql, 'check') ?? '');
  return found === null ? [] : [rowsWhere(target, `${target.table.name} is to hold ${name}: ${found.text}`, `(${found.text}) is false`)];
}
