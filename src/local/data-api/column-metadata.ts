import type { Client, FieldDef } from 'pg';
import { unknownType, type TypeInfo } from './type-catalog.js';

interface Source {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly notNull: boolean;
  readonly generated: boolean;
}

/** `java.sql.Types`; whatever is not here is OTHER. */
const jdbc: ReadonlyMap<string, number> = new Map(Object.entries({
  int2: 5, int4: 4, int8: -5, float4: 7, float8: 8, numeric: 2, bool: -7, bit: -7, bytea: -2, text: 12, varchar: 12, name: 12, bpchar: 1,
  date: 91, time: 92, timetz: 92, timestamp: 93, timestamptz: 93,
}));
const [array, other, varchar] = [2003, 1111, 12];

/** Decimal digits, characters where the type has a length of its own. */
const precisions: ReadonlyMap<string, number> = new Map(Object.entries({
  int2: 5, int4: 10, int8: 19, float4: 8, float8: 17, bool: 1, date: 13, time: 15, timestamp: 29, timestamptz: 35, name: 63,
}));
const unlimited = 2_147_483_647;
const numbers: ReadonlySet<string> = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric']);
const caseless: ReadonlySet<string> = new Set([...numbers, 'bool', 'date', 'time', 'timetz', 'timestamp', 'timestamptz']);

const query = `select a.attrelid::pg_catalog.text || '.' || a.attnum::pg_catalog.text as key, n.nspname::pg_catalog.text as schema, c.relname::pg_catalog.text as "table",
    a.attname::pg_catalog.text as "column", a.attnotnull as "notNull",
    a.attidentity operator(pg_catalog.<>) '' or coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid) operator(pg_catalog.~~) 'nextval(%', false) as generated
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) a.attrelid
  join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
  left join pg_catalog.pg_attrdef d on d.adrelid operator(pg_catalog.=) a.attrelid and d.adnum operator(pg_catalog.=) a.attnum
  where a.attrelid operator(pg_catalog.=) any($1::pg_catalog.oid[])`;

/** `columnMetadata`; asked over the connection that the columns came from. */
export async function columnMetadata(client: Client, fields: readonly FieldDef[], types: readonly TypeInfo[]): Promise<readonly unknown[]> {
  const tables = fields.map(({ tableID }) => tableID).filter((id) => id !== 0);
  const { rows } = tables.length === 0 ? { rows: [] } : await client.query<Source & { key: string }>(query, [tables]);
  const sources = new Map(rows.map((row) => [row.key, row]));
  return fields.map((field, at) => {
    const type = types[at] ?? unknownType;
    return metadataOf(field, type, sources.get(`${field.tableID}.${field.columnID}`));
  });
}

function metadataOf(field: FieldDef, type: TypeInfo, source: Source | undefined): unknown {
  const { name } = type;
  return {
    name: source?.column ?? field.name,
    label: field.name,
    typeName: name,
    type: jdbcType(type),
    schemaName: source?.schema ?? '',
    tableName: source?.table ?? '',
    isAutoIncrement: source?.generated ?? false,
    isSigned: numbers.has(name),
    isCurrency: name === 'money',
    isCaseSensitive: !caseless.has(name),
    // columnNoNulls, columnNullable, columnNullableUnknown
    nullable: source === undefined ? 2 : source.notNull ? 0 : 1,
    ...size(name, field.dataTypeModifier),
    arrayBaseColumnType: type.element === null ? 0 : jdbc.get(type.element) ?? other,
  };
}

function jdbcType(type: TypeInfo): number {
  if (type.element !== null) return array;
  return type.isEnum ? varchar : jdbc.get(type.name) ?? other;
}

/** A type's modifier has 4 added to it; that of numeric is precision and scale in one. */
function size(name: string, modifier: number): { readonly precision: number; readonly scale: number } {
  if (name === 'numeric') return modifier < 4 ? { precision: 0, scale: 0 } : { precision: (modifier - 4) >> 16, scale: (modifier - 4) & 0x7ff };
  if (name === 'varchar' || name === 'bpchar') return { precision: modifier < 4 ? unlimited : modifier - 4, scale: 0 };
  if (name === 'float4' || name === 'float8') return { precision: precisions.get(name) ?? 0, scale: precisions.get(name) ?? 0 };
  const timed = name === 'time' || name === 'timestamp' || name === 'timestamptz';
  return { precision: precisions.get(name) ?? unlimited, scale: timed ? (modifier < 0 ? 6 : modifier) : 0 };
}
