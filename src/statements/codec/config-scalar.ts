import type { PgType } from '../../catalog/types.js';

/** SQL's names for the types that pg_type calls otherwise. */
const spoken: Readonly<Record<string, readonly string[]>> = {
  int2: ['smallint'], int4: ['integer', 'int'], int8: ['bigint'], float4: ['real'], float8: ['double precision'], bool: ['boolean'],
  varchar: ['character varying'], bpchar: ['character', 'char'], numeric: ['decimal'], varbit: ['bit varying'],
  timestamptz: ['timestamp with time zone'], timestamp: ['timestamp without time zone'],
  timetz: ['time with time zone'], time: ['time without time zone'],
};

/** Every name by which `scalars` of the config may mean this type. */
export function configNames(type: PgType): readonly string[] {
  return [type.name, ...(type.schemaKind === 'pg_catalog' ? (spoken[type.name] ?? []) : [])];
}

/** The scalar that the config wants for a type, by its name in pg_type or in SQL; null where it says nothing. */
export function configScalar(scalars: Readonly<Record<string, string>>, type: PgType): string | null {
  const name = configNames(type).find((candidate) => Object.hasOwn(scalars, candidate));
  return name === undefined ? null : (scalars[name] ?? null);
}
