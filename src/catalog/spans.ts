import type { Span } from '../source/types.js';
import type { Oid } from './types.js';

/** A statement of the template as it was loaded; `start` to `end` is the name it defines, or its first word. */
export interface LoadedStatement {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Places inside it, by {@link columnPart} and {@link foreignKeyPart}. */
  readonly parts: Readonly<Record<string, readonly [start: number, end: number]>>;
}

export type SystemCatalog = 'pg_class' | 'pg_type' | 'pg_proc' | 'pg_policy';

/** Which statement made or changed an object, in the order of running. */
export interface RawMade {
  readonly statement: number;
  readonly catalog: SystemCatalog;
  readonly oid: Oid;
}

/** What the loading of a template knows about places. */
export interface LoadedTemplate {
  readonly statements: readonly LoadedStatement[];
  readonly made: readonly RawMade[];
}

/** Where things of the database were written; null where nobody wrote them, or nobody looked. */
export interface Spans {
  object(catalog: SystemCatalog, oid: Oid): Span | null;
  column(relation: Oid, name: string): Span | null;
  foreignKey(relation: Oid, name: string, columns: readonly string[]): Span | null;
}

export function columnPart(name: string): string {
  return JSON.stringify(['column', name]);
}

/** A foreign key by its name, or by its columns where the server chose the name. */
export function foreignKeyPart(nameOrColumns: string | readonly string[]): string {
  return JSON.stringify(['foreign key', nameOrColumns]);
}

export function toSpans({ statements, made }: LoadedTemplate): Spans {
  const byObject = new Map<string, LoadedStatement[]>();
  for (const { statement, catalog, oid } of made) {
    const loaded = statements[statement];
    if (loaded === undefined) continue;
    const key = `${catalog} ${oid}`;
    const known = byObject.get(key);
    if (known === undefined) byObject.set(key, [loaded]);
    else known.push(loaded);
  }
  const touched = (catalog: SystemCatalog, oid: Oid): readonly LoadedStatement[] => byObject.get(`${catalog} ${oid}`) ?? [];
  const object = (catalog: SystemCatalog, oid: Oid): Span | null => whole(touched(catalog, oid)[0]);
  const part = (relation: Oid, key: string): Span | null => partOf(touched('pg_class', relation), key);
  return {
    object,
    column: (relation, name) => part(relation, columnPart(name)) ?? object('pg_class', relation),
    foreignKey: (relation, name, columns) =>
      part(relation, foreignKeyPart(name)) ?? part(relation, foreignKeyPart(columns)) ?? object('pg_class', relation),
  };
}

function whole(statement: LoadedStatement | undefined): Span | null {
  return statement === undefined ? null : { file: statement.file, start: statement.start, end: statement.end };
}

/** The last statement that wrote the part: a column that was dropped and added again stands where it was added. */
function partOf(statements: readonly LoadedStatement[], key: string): Span | null {
  for (const statement of [...statements].reverse()) {
    const place = statement.parts[key];
    if (place !== undefined) return { file: statement.file, start: place[0], end: place[1] };
  }
  return null;
}
