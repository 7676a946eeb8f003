import type { Span } from '../source/types.js';

/** PostgreSQL's object identifier: joins facts inside one run, never printed. */
export type Oid = number;

/** A schema by its part in a tenant's world. `template` is written `{tenant}` in statements. */
export type SchemaKind = 'template' | 'shared' | 'cognition' | 'extensions' | 'pg_catalog' | 'other';

/** One row of pg_type that something in the catalog uses. */
export interface PgType {
  readonly kind: 'base' | 'enum' | 'domain' | 'composite' | 'range' | 'multirange' | 'array' | 'pseudo';
  readonly oid: Oid;
  readonly schema: string;
  readonly schemaKind: SchemaKind;
  readonly name: string;
  /** Element of an array (null unless `array`). */
  readonly element: Oid | null;
  /** Base of a domain (one step), or subtype of a range. */
  readonly base: Oid | null;
  /** A domain that says NOT NULL itself or through its base. */
  readonly notNull: boolean;
  /** Typmod of a domain's base (`varchar(20)`), else -1. */
  readonly typmod: number;
  /** Labels of an enum in their order. */
  readonly labels: readonly string[];
  /** Attributes of a composite (also of a table's row type). */
  readonly attributes: readonly { readonly name: string; readonly type: Oid; readonly typmod: number }[];
  /** Relation whose row type this is, if it is a table's or view's. */
  readonly relation: Oid | null;
  /** Extension the type belongs to (`citext`), or null. */
  readonly extension: string | null;
  readonly comment: string | null;
  readonly span: Span | null;
}

/** What a role may do with a column or a relation; names of tenant roles as the config says them. */
export interface Privileges {
  readonly select: boolean;
  readonly insert: boolean;
  readonly update: boolean;
  readonly delete: boolean;
}

export interface Column {
  readonly name: string;
  /** pg_attribute.attnum. */
  readonly number: number;
  readonly type: Oid;
  readonly typmod: number;
  /** `numeric(10,2)`, as format_type prints it. */
  readonly typeText: string;
  readonly collation: string | null;
  /** Certainly never null: attnotnull, not contradicted by an inheritance child (data read through the parent), and valid. */
  readonly notNull: boolean;
  /** Default's expression as pg_get_expr prints it. */
  readonly default: string | null;
  readonly identity: 'always' | 'by default' | null;
  readonly generated: 'stored' | 'virtual' | null;
  /** Sequences that a default uses, for USAGE checks. */
  readonly sequences: readonly Oid[];
  readonly comment: string | null;
  /** By role name (config roles and `application_admins`), column and table grants together. */
  readonly privileges: Readonly<Record<string, Omit<Privileges, 'delete'>>>;
  readonly span: Span | null;
}

export interface Key {
  readonly kind: 'primary' | 'unique';
  readonly name: string;
  readonly columns: readonly string[];
  /** A partial or expression index is not a key; NULLS NOT DISTINCT is. */
  readonly nullsNotDistinct: boolean;
  /** True when made by a constraint, false for a bare unique index. */
  readonly constraint: boolean;
  readonly deferrable: boolean;
}

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: Oid;
  readonly targetColumns: readonly string[];
  readonly validated: boolean;
  readonly comment: string | null;
  readonly span: Span | null;
}

export interface Check {
  readonly name: string;
  readonly columns: readonly string[];
  readonly expression: string;
  /** Functions called by the expression, for EXECUTE checks. */
  readonly functions: readonly Oid[];
}

export interface Policy {
  readonly name: string;
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete';
  readonly permissive: boolean;
  /** Config role names it applies to; `['public']` for all. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly withCheck: string | null;
  readonly span: Span | null;
}

export interface Trigger {
  readonly name: string;
  readonly function: Oid;
  readonly definition: string;
  readonly enabled: boolean;
}

export interface Relation {
  readonly kind: 'table' | 'partitioned' | 'view' | 'materialized view' | 'foreign table';
  readonly oid: Oid;
  readonly schema: string;
  readonly schemaKind: SchemaKind;
  readonly name: string;
  readonly rowType: Oid;
  readonly columns: readonly Column[];
  /** Primary key first, then unique keys by name. */
  readonly keys: readonly Key[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly Check[];
  readonly policies: readonly Policy[];
  readonly triggers: readonly Trigger[];
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  /** `security_invoker` of a view. */
  readonly securityInvoker: boolean;
  /** Parent it is a partition of, or null. */
  readonly partitionOf: Oid | null;
  readonly inherits: readonly Oid[];
  /** Verbs the server carries out, RETURNING rows (pg_relation_is_updatable): of tables all that rules leave. `upsert`: INSERT ... ON CONFLICT. */
  readonly updatable: { readonly insert: boolean; readonly update: boolean; readonly delete: boolean; readonly upsert: boolean };
  /** By role; what the table-level grants give (column grants stand at the columns). */
  readonly privileges: Readonly<Record<string, Privileges>>;
  /** Columns that lead an index, outermost arrays in index order: for warnings about order and filters. */
  readonly indexes: readonly (readonly string[])[];
  readonly comment: string | null;
  readonly span: Span | null;
}

export interface FunctionArgument {
  readonly name: string | null;
  readonly mode: 'in' | 'out' | 'inout' | 'variadic' | 'table';
  readonly type: Oid;
  readonly hasDefault: boolean;
  /** The default is the constant null. */
  readonly nullDefault: boolean;
}

export interface PgFunction {
  readonly kind: 'function' | 'procedure' | 'aggregate' | 'window';
  readonly oid: Oid;
  readonly schema: string;
  readonly schemaKind: SchemaKind;
  readonly name: string;
  readonly arguments: readonly FunctionArgument[];
  readonly returns: Oid;
  readonly returnsSet: boolean;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly strict: boolean;
  readonly securityDefiner: boolean;
  readonly language: string;
  /** `place_order(customer_id uuid, qty integer)`: pg_get_function_identity_arguments. */
  readonly signature: string;
  /** By role: EXECUTE. */
  readonly execute: Readonly<Record<string, boolean>>;
  readonly comment: string | null;
  readonly span: Span | null;
}

/** Everything the later stages know of the user's database. Sorted by name throughout; JSON-safe. */
export interface Catalog {
  readonly kind: 'catalog';
  readonly serverVersion: number;
  readonly templateSchema: string;
  /** Schema names by their part; `template` is the scratch schema. */
  readonly schemas: Readonly<Record<string, SchemaKind>>;
  /** Keyed by oid; holds every type a column, argument or result names, with elements and bases. */
  readonly types: Readonly<Record<Oid, PgType>>;
  /** Of the template and of `shared`, and `cognition`'s public face; by schema, then name. */
  readonly relations: readonly Relation[];
  readonly functions: readonly PgFunction[];
  /** Sequences with USAGE by role. */
  readonly sequences: Readonly<Record<Oid, { readonly schema: string; readonly name: string; readonly usage: Readonly<Record<string, boolean>> }>>;
  /** Config roles in order, then `application_admins`. */
  readonly roles: readonly string[];
  readonly extensions: readonly string[];
}
