import type { SqlFailure } from '../postgres/types.js';
import { closest } from '../source/closest.js';
import { child, findAll, isNode, strings, text } from './ast.js';
import type { LoadStep } from './load-step.js';

/** Base types that people mistype. */
const usualTypes = [
  'bigint', 'boolean', 'bytea', 'char', 'date', 'double precision', 'float8', 'inet', 'int', 'integer', 'interval', 'json', 'jsonb', 'numeric', 'real', 'smallint',
  'text', 'time', 'timestamp', 'timestamptz', 'uuid', 'varchar', 'xml',
];
/** Columns that a hint lists at most. */
const mostListed = 12;

/** By SQLSTATE (manual, appendix "PostgreSQL Error Codes"). */
const usualWays: Readonly<Record<string, string>> = {
  '42830': 'give the columns it references a primary key or a unique constraint',
  '42804': 'give both sides the same type',
  '42P16': 'keep one of them',
  '42601': 'look at what stands before it: a ; or a word may be missing',
};

/** What the user can do about a refusal, from what the template has; null where nothing is plain. `wanted` is the name that the server misses. */
export function wayOut(failure: SqlFailure, wanted: string | null, step: LoadStep, steps: readonly LoadStep[]): string | null {
  const meant = /^Perhaps you meant to reference the column "?([^"]+)"?\.?$/.exec(failure.hint ?? '')?.[1];
  if (meant !== undefined) return `did you mean ${meant}?`;
  switch (failure.sqlState) {
    case '2BP01': return 'write the final form at once, without what is dropped; or add CASCADE';
    case '42P01': return near(wanted, made(steps, 'relation')) ?? 'make it in the template: CREATE TABLE or CREATE VIEW';
    case '42704': return objectWay(failure, wanted, steps);
    case '42883': return callWay(failure, wanted, steps);
    case '42703': return columnWay(wanted, failure, step, steps);
    case '22P02': return valueWay(failure, steps);
    default: return failure.hint ?? usualWays[failure.sqlState] ?? null;
  }
}

function near(wanted: string | null, names: readonly string[]): string | null {
  const found = wanted === null ? null : closest(wanted, names);
  return found === null ? null : `did you mean ${found}?`;
}

function made(steps: readonly LoadStep[], kind: string | null): readonly string[] {
  return steps.flatMap(({ statement }) => statement.defines.filter((one) => kind === null || one.kind === kind).map(({ name }) => name));
}

function typeWay(wanted: string | null, steps: readonly LoadStep[]): string {
  return near(wanted, [...made(steps, 'type'), ...usualTypes]) ?? 'make it in the template with CREATE TYPE or CREATE DOMAIN; CREATE EXTENSION, if one brings it';
}

function objectWay({ message, hint }: SqlFailure, wanted: string | null, steps: readonly LoadStep[]): string | null {
  if (message.startsWith('type ')) return typeWay(wanted, steps);
  if (message.startsWith('language ')) return 'write it in sql or plpgsql; a trusted language comes with CREATE EXTENSION';
  return near(wanted, made(steps, null)) ?? hint;
}

function callWay(failure: SqlFailure, wanted: string | null, steps: readonly LoadStep[]): string {
  if (failure.message.startsWith('operator ')) return 'cast one side so that both fit: (...)::text';
  const functions = made(steps, 'function');
  if (wanted !== null && functions.some((name) => name === wanted)) return `${wanted} is there with other arguments; cast those that do not fit`;
  return near(wanted, functions) ?? 'make it in the template with CREATE FUNCTION, or cast its arguments; CREATE EXTENSION, if one brings it';
}

/** Columns of the tables that the statement names. */
function columnWay(wanted: string | null, failure: SqlFailure, step: LoadStep, steps: readonly LoadStep[]): string | null {
  const said = /of relation "([^"]+)"/.exec(failure.message)?.[1];
  const tables = said === undefined ? tablesOf(step) : [said];
  const columns = [...new Set(steps.filter((one) => tables.some((table) => definesTable(one, table))).flatMap(({ statement }) => columnsIn(statement.ast)))];
  if (columns.length === 0) return failure.hint;
  return near(wanted, columns) ?? `${tables.join(', ')} has the columns ${columns.slice(0, mostListed).join(', ')}${columns.length > mostListed ? ', ...' : ''}`;
}

function tablesOf({ statement }: LoadStep): readonly string[] {
  const own = child(statement.ast, 'relation');
  const used = findAll(statement.ast, 'RangeVar');
  const names = [...(own === null || statement.defines.some(({ name }) => name === text(own, 'relname')) ? [] : [own]), ...used].map((one) => text(one, 'relname'));
  const defined = statement.tag === 'CreateStmt' ? [text(own, 'relname')] : [];
  return [...new Set([...defined, ...names].filter((name) => name !== null))];
}

function definesTable({ statement }: LoadStep, table: string): boolean {
  const changed = statement.tag === 'AlterTableStmt' && text(child(statement.ast, 'relation'), 'relname') === table;
  return changed || statement.defines.some(({ kind, name }) => kind === 'relation' && name === table);
}

function columnsIn(ast: unknown): readonly string[] {
  return isNode(ast) ? findAll(ast, 'ColumnDef').flatMap((column) => text(column, 'colname') ?? []) : [];
}

/** A value that its type does not have. */
function valueWay({ message, hint }: SqlFailure, steps: readonly LoadStep[]): string | null {
  const name = /for (?:type|enum) (.+?): "/.exec(message)?.[1];
  if (name === undefined) return hint;
  const labels = steps.filter(({ statement }) => statement.tag === 'CreateEnumStmt' && statement.defines.some((one) => one.name === name)).flatMap(({ statement }) => strings(statement.ast, 'vals'));
  return labels.length > 0 ? `its values are ${labels.map((label) => `'${label}'`).join(', ')}` : `write a value of type ${name}`;
}
