import type { Catalog, Column, ForeignKey, Relation } from '../../src/catalog/types.js';
import type { YamlMap } from '../../src/edit/yaml/print-yaml.js';
import { quoteIdentifier } from '../../src/postgres/quote.js';
import { own } from '../../src/source/own.js';
import type { Template } from './types.js';

/** SQL to begin with, and the options that it needs. */
export interface FirstCode {
  readonly sql: string;
  readonly options: YamlMap;
}

/** A relation with what its columns are called as arguments. */
interface Subject extends Template {
  readonly relation: Relation;
}

const q = quoteIdentifier;

/** `orders`, `shared.countries` */
export function nameInSql({ schemaKind, name }: Relation): string {
  return schemaKind === 'shared' ? `shared.${q(name)}` : q(name);
}

/** A list of rows in pages, with an optional filter for each enum and reference. */
export function listCode(subject: Subject): FirstCode {
  const { relation } = subject;
  const filters = filterColumns(subject).map((column) => `  /*? ${argument(subject, column)} */ and ${q(column.name)} = any(:${argument(subject, column)})`);
  const where = hasDeletedAt(relation) ? ['where deleted_at is null'] : filters.length > 0 ? ['where true'] : [];
  const paged = keyOf(relation).length > 0;
  return {
    sql: [`select * from ${nameInSql(relation)}`, ...where, ...filters, ...(paged ? [] : ['limit :limit'])].join('\n'),
    options: paged ? { orderBy: [order(relation)], page: { size: 50, max: 200 } } : { args: { limit: { default: 50, max: 500 } } },
  };
}

/** One row by its key. */
export function getCode(subject: Subject): FirstCode {
  return { sql: `select * from ${nameInSql(subject.relation)} where ${byKey(subject)}`, options: {} };
}

export function createCode(subject: Subject): FirstCode {
  const { relation } = subject;
  const free = relation.columns.filter(isSettable);
  const needed = free.filter((column) => column.notNull && column.default === null);
  const columns = needed.length > 0 ? needed : free.filter((column) => column.default === null && column.name !== 'deleted_at').slice(0, 2);
  const values = columns.length === 0 ? 'default values' : `(${columns.map(({ name }) => q(name)).join(', ')})\nvalues (${columns.map((column) => `:${argument(subject, column)}`).join(', ')})`;
  return { sql: `insert into ${nameInSql(relation)} ${values}\nreturning *`, options: {} };
}

export function updateCode(subject: Subject): FirstCode {
  const { relation } = subject;
  const key = keyOf(relation);
  const free = relation.columns.filter((column) => isSettable(column) && !key.includes(column.name) && !/^(?:created_at|deleted_at|owner_id)$/u.test(column.name));
  const column = free.find(({ name }) => /^(?:name|title|status|note)$/u.test(name)) ?? free[0];
  const set = column === undefined ? key.map((name) => `${q(name)} = ${q(name)}`).join(', ') : `${q(column.name)} = :${argument(subject, column)}`;
  return { sql: `update ${nameInSql(relation)} set ${set}\nwhere ${byKey(subject)}\nreturning *`, options: {} };
}

export function deleteCode(subject: Subject): FirstCode {
  const { relation } = subject;
  const done = hasDeletedAt(relation) ? `update ${nameInSql(relation)} set deleted_at = now()\nwhere deleted_at is null and ${byKey(subject)}` : `delete from ${nameInSql(relation)}\nwhere ${byKey(subject)}`;
  return { sql: `${done}\nreturning *`, options: {} };
}

/** Rows for one parent, by the foreign key between them; null where there is none. */
export function fieldCode(subject: Subject, parent: Relation): FirstCode | null {
  const { relation } = subject;
  const from = nameInSql(relation);
  const many = referenceTo(relation.foreignKeys, parent);
  if (many !== null) {
    const alive = hasDeletedAt(relation) ? ' and deleted_at is null' : '';
    const by = many.columns.map((column, index) => `${q(column)} = :parent.${many.targetColumns[index] ?? ''}`).join(' and ');
    return { sql: `select * from ${from}\nwhere ${by}${alive}\norder by ${orderSql(relation)}\nlimit :limit`, options: { args: { limit: { default: 5, max: 50 } } } };
  }
  const one = referenceTo(parent.foreignKeys, relation);
  return one === null ? null : { sql: `select * from ${from} where ${one.columns.map((column, index) => `${q(one.targetColumns[index] ?? '')} = :parent.${column}`).join(' and ')}`, options: {} };
}

function referenceTo(keys: readonly ForeignKey[], target: Relation): ForeignKey | null {
  return keys.find((key) => key.target === target.oid) ?? null;
}

export function keyOf({ keys }: Relation): readonly string[] {
  return keys[0]?.kind === 'primary' ? keys[0].columns : [];
}

export function argument({ names, relation }: Subject, { name }: Pick<Column, 'name'>): string {
  const called = own(names.relations, String(relation.oid))?.columns[name] ?? name;
  return /^[A-Za-z]\w*$/u.test(called) ? called : 'value';
}

/** `id = :id` */
export function byKey(subject: Subject): string {
  return keyOf(subject.relation).map((name) => `${q(name)} = :${argument(subject, { name })}`).join(' and ');
}

function isSettable({ identity, generated }: Column): boolean {
  return identity === null && generated === null;
}

/** Whether rows that are deleted stay, marked by a time. */
export function hasDeletedAt({ columns }: Relation): boolean {
  return columns.some(({ name, notNull, typeText }) => name === 'deleted_at' && !notNull && typeText.startsWith('timestamp'));
}

/** Enums, then references of one column: four at most. */
function filterColumns({ catalog, relation }: Subject): readonly Column[] {
  const references = relation.foreignKeys.filter(({ columns }) => columns.length === 1).map(({ columns }) => columns[0]);
  const chosen = [...relation.columns.filter(({ type }) => isEnum(catalog, type)), ...relation.columns.filter(({ name }) => references.includes(name))];
  return [...new Set(chosen)].slice(0, 4);
}

function isEnum({ types }: Catalog, type: number): boolean {
  return types[type]?.kind === 'enum';
}

/** Newest first where that can be told, else by the key. */
function order(relation: Relation): string {
  return relation.columns.some(({ name }) => name === 'created_at') ? '-created_at' : (keyOf(relation)[0] ?? '');
}

function orderSql(relation: Relation): string {
  const first = order(relation) || (relation.columns[0]?.name ?? '1');
  return first.startsWith('-') ? `${q(first.slice(1))} desc` : q(first);
}
