import { quoteIdentifier } from '../../src/postgres/quote.js';
import type { Random } from '../support/random.js';
import type { Scene, SnapColumn, Snapshot, SnapTable } from './types.js';

export const schema = 'tenant_template';

/** A name of the template as its file writes it: what pg_dump has written has an empty path. */
export function at(name: string): string {
  return `${schema}.${quoteIdentifier(name)}`;
}

export const q = quoteIdentifier;

/** One that fits, by chance; null where there is none. */
export function pick<T>({ random }: Pick<Scene, 'random'>, from: readonly T[], fits: (one: T) => boolean = () => true): T | null {
  const all = from.filter(fits);
  return all.length === 0 ? null : random.pick(all);
}

/** A table that can be changed by itself: what a parent gives its children is changed there. */
export function pickTable(scene: Scene, fits: (table: SnapTable) => boolean = () => true): SnapTable | null {
  return pick(scene, scene.has.tables, (table) => !table.child && fits(table));
}

export interface OneColumn {
  readonly table: SnapTable;
  readonly column: SnapColumn;
  /** `alter table t alter column c` */
  readonly alter: string;
}

export function pickColumn(scene: Scene, fits: (column: SnapColumn, table: SnapTable) => boolean = () => true): OneColumn | null {
  const all = scene.has.tables.flatMap((table) => table.columns.filter((column) => !column.inherited && fits(column, table)).map((column) => ({ table, column })));
  const found = pick(scene, all);
  return found === null ? null : { ...found, alter: `alter table ${at(found.table.name)} alter column ${q(found.column.name)}` };
}

/** Of an ordinary kind: neither generated, nor an identity, nor part of the primary key. */
export function isPlain({ generated, identity, name }: SnapColumn, { key }: SnapTable): boolean {
  return !generated && !identity && !key.includes(name);
}

/** A value of a column's type, as SQL; null: it is not known how to make one. */
export function valueFor({ random }: Pick<Scene, 'random'>, { type, kind }: SnapColumn, types: Snapshot['types']): string | null {
  if (kind === 'e') {
    const labels = types.find(({ name }) => at(name) === type)?.labels ?? [];
    return labels.length === 0 ? null : literal(random.pick(labels));
  }
  if (kind !== 'b') return null;
  if (type.endsWith('[]')) return "'{}'";
  const [, make] = makers.find(([start]) => type === start || type.startsWith(`${start}(`) || type.startsWith(`${start} `)) ?? [];
  return make?.(random) ?? null;
}

const makers: readonly (readonly [string, (random: Random) => string])[] = [
  ['smallint', (random) => String(random.integer(0, 99))], ['integer', (random) => String(random.integer(0, 9999))], ['bigint', (random) => String(random.integer(0, 99_999))],
  ['numeric', (random) => String(random.integer(0, 9))], ['real', () => '1.5'], ['double precision', () => '2.5'], ['boolean', (random) => String(random() < 0.5)],
  ['text', (random) => literal(random.pick(texts))], ['character varying', (random) => literal(random.pick(['a', '', 'b']))], ['character', () => "'a'"], ['name', () => "'n'"],
  ['uuid', () => 'gen_random_uuid()'], ['date', () => 'current_date'], ['timestamp', () => 'now()'], ['interval', () => "'1 day'"], ['jsonb', () => "'{}'"], ['json', () => "'[]'"],
  ['bytea', () => "''"], ['inet', () => "'10.0.0.1'"], ['time', () => "'12:00'"],
];

/** What generators of SQL stumble over. */
const texts = ['new', '', "it's", 'a\\b', '$$', 'tenant_template.x', '"q"', '-- x', '; drop', '漢字 é'];

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
