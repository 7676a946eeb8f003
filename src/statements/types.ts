import type { Oid } from '../catalog/types.js';
import type { AuthMode } from '../config/auth-mode.js';
import type { Span } from '../source/types.js';

/**
 * How one value travels between GraphQL and PostgreSQL; recursive, JSON-safe, the runtime's only type information.
 * `cast` in a parameter is already written in the SQL text; `codec` says what the runtime sends and reads.
 * `int` is a long, also under a Float: beyond 2^53 the runtime refuses it. Records and lists of them travel as JSON text
 * (numbers in it are to be read without loss where the codec is numeric or bigint); every other list as an array.
 */
export type Codec =
  | { readonly kind: 'boolean' | 'int' | 'float' | 'bigint' | 'numeric' | 'text' | 'bytea' | 'json' | 'date' | 'time' | 'timetz' | 'timestamp' | 'timestamptz' | 'uuid' }
  /** Label in PostgreSQL to value in GraphQL; empty where every label is its own value. */
  | { readonly kind: 'enum'; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: 'list'; readonly element: Codec }
  /** Composite, or a row of `rows(:x)`: travels as JSON. `column` is the attribute's name in PostgreSQL's JSON. */
  | { readonly kind: 'record'; readonly fields: readonly { readonly name: string; readonly column: string; readonly codec: Codec }[] };

/** A value's type for GraphQL: a scalar's name, or a reference to what the graphql room will name. */
export type ValueType =
  | { readonly kind: 'scalar'; readonly scalar: string }
  | { readonly kind: 'enum'; readonly type: Oid }
  | { readonly kind: 'composite'; readonly type: Oid }
  /** A type or input of the spec, a table's input type made for CRUD, or an enum of `members:`, by its GraphQL name. */
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'list'; readonly element: ValueType; readonly elementNullable: boolean };

/**
 * A statement's text, cut for the runtime. In strings `{tenant}` stands for the caller's quoted schema and
 * `:name` for a parameter; neither occurs in a literal (the generator rewrites those).
 */
export type Piece =
  | string
  /** In the statement when the part is asked for. */
  | { readonly kind: 'part'; readonly part: string; readonly sql: string }
  /** The parts asked for, joined; `empty` where there are none. An empty `empty`: at least one must be asked for. */
  | { readonly kind: 'list'; readonly separator: string; readonly parts: readonly { readonly part: string; readonly sql: string }[]; readonly empty: string }
  /** By the order asked for. */
  | { readonly kind: 'order'; readonly orders: Readonly<Record<string, string>> }
  /** By the order asked for, where a nextToken came. */
  | { readonly kind: 'after'; readonly orders: Readonly<Record<string, string>> };

/** `$n` of the statement. */
export interface Parameter {
  /** As in the SQL: `[A-Za-z0-9_]+`. */
  readonly name: string;
  /** Where its value is in the request's `parameters`: `['input', 'customerId']`; `['parent', 'id']` from the parent's row. */
  readonly path: readonly string[];
  /** PostgreSQL type, `{tenant}`-qualified where needed: for messages and checks. */
  readonly type: string;
  readonly codec: Codec;
  /** True where null may be sent. */
  readonly nullable: boolean;
  /** Applied where the key is absent. */
  readonly default: string | number | boolean | null;
  readonly max: number | null;
  /** Optional part it belongs to: needed only then. */
  readonly part: string | null;
}

/** An argument of the GraphQL field. Several parameters can come out of one argument (an input object). */
export interface Argument {
  readonly name: string;
  readonly type: ValueType;
  readonly nullable: boolean;
  readonly default: string | number | boolean | null;
  readonly max: number | null;
  readonly description: string | null;
}

/** Certainly not null, certainly nullable for a known reason, or not known (treated as nullable, may be overridden). */
export type Nullability = 'no' | 'yes' | 'unknown';

export interface ResultColumn {
  /** GraphQL field name. */
  readonly name: string;
  /** Label in the SQL result. */
  readonly label: string;
  readonly typeOid: Oid;
  /** `numeric(10,2)`, for comments. */
  readonly typeText: string;
  readonly value: ValueType;
  readonly codec: Codec;
  readonly nullability: Nullability;
  /** Column of a relation that it is a plain copy of, for reuse of types, keys and comments. */
  readonly origin: { readonly relation: Oid; readonly column: string } | null;
  readonly description: string | null;
  /** Travels (a relation's key, a cursor) without being a field. */
  readonly hidden: boolean;
}

export interface OrderOption {
  /** Enum value: `CREATED_AT_DESC`. */
  readonly name: string;
  /** Labels of the hidden cursor columns in order. */
  readonly cursor: readonly { readonly label: string; readonly parameter: string; readonly type: string }[];
}

export interface Page {
  readonly size: number;
  readonly max: number;
}

export type Rows = 'one' | 'optional' | 'many' | 'none';

/** A role's verdict on one statement. `reason` is the server's word or ours: `permission denied for table orders`. */
export interface RolePermission {
  readonly role: string;
  readonly allowed: boolean;
  readonly reason: string | null;
  /** What was not checked: triggers that write elsewhere, names in strings. */
  readonly unchecked: readonly string[];
}

/** SQL for the roles that may see one set of columns. Most statements have one variant with `roles` null: any. */
export interface StatementVariant {
  readonly roles: readonly string[] | null;
  readonly sql: readonly Piece[];
  /** Labels that this variant returns, in the order of its columns. */
  readonly labels: readonly string[];
  /** Parts that this variant has. */
  readonly parts: readonly string[];
}

/** One statement that the API may run: a resolver's whole SQL, typed, qualified, planned. */
export interface Statement {
  readonly kind: 'statement';
  /** The field's coordinates: `Query.listOrders`; a step: `Mutation.placeOrder/0`; a check: `Mutation.cancelOrder/check`. */
  readonly name: string;
  readonly origin: 'crud' | 'relation' | 'custom' | 'function' | 'step' | 'check' | 'members';
  readonly operation: 'read' | 'write';
  readonly variants: readonly StatementVariant[];
  readonly parameters: readonly Parameter[];
  readonly columns: readonly ResultColumn[];
  readonly rows: Rows;
  /** A single column that is the value itself (a function's scalar result). */
  readonly scalar: boolean;
  readonly page: Page | null;
  readonly orders: readonly OrderOption[];
  /** Runs once for many parents: rows carry `~parent`, the parent's ordinal. */
  readonly batch: { readonly keys: readonly string[] } | null;
  /** Largest width of a row in bytes, estimated; for maxBatchSize and limits. */
  readonly estimatedRowBytes: number;
  /** Relations, columns, functions, types and sequences used: `tenant_template.orders.id` with the schema as `{tenant}`. */
  readonly uses: readonly string[];
  readonly permissions: readonly RolePermission[];
}

/** What a GraphQL field will be; the graphql room turns it into a FieldPlan. */
export interface FieldStatement {
  readonly kind: 'field';
  readonly parent: string;
  readonly field: string;
  readonly origin: Statement['origin'];
  readonly operation: 'read' | 'write';
  readonly arguments: readonly Argument[];
  /** Input types made for this field (CRUD inputs, filters), by GraphQL name. */
  readonly inputs: readonly InputType[];
  /** The main statement; for a transaction the one whose rows are the result; null for a Lambda stub. */
  readonly statement: Statement | null;
  /** All steps of a transaction in order, the main one among them. */
  readonly steps: readonly Statement[];
  readonly check: Statement | null;
  /** Type whose fields the rows are: a relation's, a spec type's by name, or of its own (`own`, with the wished name). */
  readonly result:
    | { readonly kind: 'relation'; readonly relation: Oid }
    | { readonly kind: 'extends'; readonly relation: Oid; readonly name: string }
    | { readonly kind: 'own'; readonly name: string }
    | { readonly kind: 'spec'; readonly name: string }
    | { readonly kind: 'value'; readonly value: ValueType; readonly nullable: boolean }
    /** Number of rows written. */
    | { readonly kind: 'count' };
  readonly lambda: boolean;
  readonly engine: 'js' | 'vtl';
  readonly auth: readonly AuthMode[];
  readonly allow: readonly string[] | null;
  readonly tenantArgument: string | null;
  readonly callersGrantedLater: boolean;
  readonly description: string | null;
  readonly span: Span | null;
}

export interface InputType {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: ValueType; readonly nullable: boolean; readonly description: string | null }[];
  readonly description: string | null;
}
