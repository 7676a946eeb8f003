import type { Client, FieldDef } from 'pg';

export interface TypeInfo {
  /** pg_type.typname. */
  readonly name: string;
  readonly isEnum: boolean;
  /** Neither PostgreSQL's own nor an enum: whatever it is called, it is not the type that the name makes think of. */
  readonly isForeign: boolean;
  /** Of an array type; an enum's name too. */
  readonly element: string | null;
}

export const unknownType: TypeInfo = { name: 'unknown', isEnum: false, isForeign: true, element: null };

/** First OID that is not PostgreSQL's own (FirstNormalObjectId). */
const firstOwnOid = 16_384;

/** Operators and types are named in full: what the session's search_path has in front of them does not count. */
const query = `select t.oid::pg_catalog.text, t.typname::pg_catalog.text as name, t.typtype operator(pg_catalog.=) 'e' as "isEnum", e.typname::pg_catalog.text as element
  from pg_catalog.pg_type t left join pg_catalog.pg_type e on e.typarray operator(pg_catalog.=) t.oid
  where t.oid operator(pg_catalog.=) any($1::pg_catalog.oid[])`;

/** Names of the types that results have, asked once per database. */
export class TypeCatalog {
  readonly #known = new Map<string, Map<number, TypeInfo>>();

  /** Types of the columns, in order; asked over the connection that the columns came from. */
  async of(client: Client, database: string, fields: readonly FieldDef[]): Promise<readonly TypeInfo[]> {
    const known = this.#known.get(database) ?? new Map<number, TypeInfo>();
    this.#known.set(database, known);
    const missing = fields.map(({ dataTypeID }) => dataTypeID).filter((oid) => !known.has(oid));
    if (missing.length > 0) {
      const { rows } = await client.query<Omit<TypeInfo, 'isForeign'> & { oid: string }>(query, [missing]);
      for (const { oid, ...info } of rows) known.set(Number(oid), { ...info, isForeign: Number(oid) >= firstOwnOid && !info.isEnum && info.name !== 'vector' });
    }
    return fields.map(({ dataTypeID }) => known.get(dataTypeID) ?? unknownType);
  }
}
