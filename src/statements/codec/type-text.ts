import type { Catalog, Oid, PgType } from '../../catalog/types.js';
import { identifier } from './identifier.js';

/** Names of the SQL standard where PostgreSQL prints them so; a bare `char` would mean char(1). The others stand for themselves. */
const spoken: Readonly<Record<string, string>> = {
  int2: 'smallint', int4: 'integer', int8: 'bigint', float4: 'real', float8: 'double precision', bool: 'boolean', char: '"char"',
};

function modifier(name: string, typmod: number): string {
  if (typmod < 0) return '';
  if (name === 'varchar' || name === 'bpchar') return `(${typmod - 4})`;
  if (name === 'bit' || name === 'varbit' || name === 'time' || name === 'timetz' || name === 'timestamp' || name === 'timestamptz') return `(${typmod})`;
  if (name !== 'numeric') return '';
  const scale = (((typmod - 4) & 0x7ff) ^ 1024) - 1024;
  return `(${((typmod - 4) >> 16) & 0xffff}, ${scale})`;
}

/** The schema as a statement writes it: `{tenant}` for the template's, nothing for pg_catalog (always searched first). */
export function schemaText(schema: string, schemaKind: PgType['schemaKind']): string {
  if (schemaKind === 'pg_catalog') return '';
  return `${schemaKind === 'template' ? '{tenant}' : identifier(schema)}.`;
}

/**
 * A type's name in a statement's text: `uuid`, `numeric(10, 2)`, `{tenant}.order_status[]`, `extensions.citext`.
 * `typmod` -1 leaves the modifier out. Throws for an oid the catalog does not hold.
 */
export function typeText(catalog: Catalog, oid: Oid, typmod: number): string {
  const type = catalog.types[oid];
  if (type === undefined) throw new Error(`statements: type ${oid} is not in the catalog`);
  if (type.kind === 'array' && type.element !== null) return `${typeText(catalog, type.element, typmod)}[]`;
  if (type.schemaKind !== 'pg_catalog') return `${schemaText(type.schema, type.schemaKind)}${identifier(type.name)}`;
  return `${spoken[type.name] ?? type.name}${modifier(type.name, typmod)}`;
}

/**
 * The type to cast a parameter to. A cast to `varchar(3)`, or to a domain over it, would cut silently what an assignment
 * refuses (SQL's explicit casts), so length-limited strings are cast to the unlimited type and the column checks them.
 */
export function castText(catalog: Catalog, oid: Oid): string {
  const type = catalog.types[oid];
  if (type === undefined) throw new Error(`statements: type ${oid} is not in the catalog`);
  if (type.kind === 'array' && type.element !== null) return `${castText(catalog, type.element)}[]`;
  const limited = type.kind === 'domain' ? limitedBase(catalog, type) : type;
  if (limited?.schemaKind === 'pg_catalog' && (limited.name === 'bit' || limited.name === 'varbit')) return 'varbit';
  return typeText(catalog, limited === null ? oid : limited.oid, -1);
}

/** The string type at the end of a chain of domains, if any step limits its length. */
function limitedBase(catalog: Catalog, domain: PgType): PgType | null {
  let limited = false;
  let type: PgType | undefined = domain;
  while (type?.kind === 'domain' && type.base !== null) {
    limited ||= type.typmod >= 0;
    type = catalog.types[type.base];
  }
  const text = type !== undefined && ['varchar', 'bpchar', 'bit', 'varbit'].includes(type.name) && type.schemaKind === 'pg_catalog';
  return limited && text && type !== undefined ? type : null;
}
