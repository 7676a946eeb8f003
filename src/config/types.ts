import type { Diagnostic, SourceText, Span } from '../source/types.js';
import type { AuthMode } from './auth-mode.js';
import type { SubscriptionSpec } from './subscription-spec.js';

export type Engine = 'js' | 'vtl';

export interface RoleConfig {
  readonly name: string;
  /** Every role whose rights this one has too, transitively closed, sorted, without itself. */
  readonly inherits: readonly string[];
}

export interface PageLimits {
  /** Rows when the caller names no limit. */
  readonly size: number;
  /** Most rows a caller may ask for. */
  readonly max: number;
}

/** The user's settings (`pgcog.config.ts`), every default filled in. */
export interface Config {
  readonly kind: 'config';
  readonly engine: Engine;
  readonly postgres: 17 | 18;
  readonly templateSchema: string;
  /** `users` and `admins` always exist; sorted by name. */
  readonly roles: readonly RoleConfig[];
  readonly credentials: 'user' | 'role';
  /** PostgreSQL type name (`int8`, `numeric`, `orders_status`) to the GraphQL scalar wanted for it. */
  readonly scalars: Readonly<Record<string, string>>;
  readonly limits: { readonly list: PageLimits };
  readonly defaultGrants: boolean;
  readonly knownRoles: readonly string[];
  /** The API's authorization modes; the first is its default. */
  readonly auth: readonly AuthMode[];
  /** What of a token, or of a Lambda authorizer's answer, travels to the data source. */
  readonly claims: readonly string[];
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
}

export interface EnvironmentConfig {
  readonly region: string | null;
  readonly account: string | null;
  readonly stack: string | null;
  readonly protect: boolean;
}

/**
 * A type as the spec writes it: `uuid!`, `[LineInput!]!`, `text`, `orders`, `numeric(10,2)`.
 * `name` is a PostgreSQL type, a type or input of the spec, or a table; which one is decided later.
 */
export interface TypeExpression {
  readonly name: string;
  readonly list: boolean;
  readonly required: boolean;
  /** Of a list's elements. */
  readonly elementRequired: boolean;
  readonly span: Span;
}

export type CrudOperation = 'get' | 'list' | 'create' | 'createMany' | 'update' | 'upsert' | 'delete';
export type FilterOperator = 'eq' | 'ne' | 'in' | 'lt' | 'le' | 'gt' | 'ge' | 'like' | 'ilike' | 'isNull' | 'contains';

/** `-createdAt` or `total`: a column by its SQL or its GraphQL name. */
export interface OrderExpression {
  readonly name: string;
  readonly descending: boolean;
  readonly span: Span;
}

/** CRUD of one table or view. */
export interface CrudSpec {
  readonly kind: 'crud';
  readonly table: string;
  /** Null: every operation that the relation allows. */
  readonly operations: readonly CrudOperation[] | null;
  /** Null: `eq` and `in` on key and foreign-key columns, and on enums. */
  readonly filter: readonly { readonly column: string; readonly operators: readonly FilterOperator[]; readonly span: Span }[] | null;
  readonly orderBy: readonly OrderExpression[] | null;
  readonly softDelete: { readonly column: string; readonly span: Span } | null;
  readonly page: PageLimits | null;
  readonly allow: readonly string[] | null;
  readonly auth: readonly AuthMode[] | null;
  readonly span: Span;
}

export interface RelationSpec {
  readonly kind: 'relation';
  /** `Customer.orders` as the API shall call it, or null for the name chosen by default. */
  readonly field: string | null;
  /** Name of a foreign-key constraint, or `orders.customer_id`. */
  readonly foreignKey: string;
  readonly limit: PageLimits | null;
  readonly span: Span;
}

export interface FunctionSpec {
  readonly kind: 'function';
  readonly name: string;
  /** Which overload: `place_order(uuid, int)`. Null: the only one. */
  readonly signature: string | null;
  /** `Query.ordersTotal` where the chosen place or name is not wanted. */
  readonly field: string | null;
  readonly allow: readonly string[] | null;
  readonly auth: readonly AuthMode[] | null;
  readonly span: Span;
}

export interface FieldSpec {
  readonly name: string;
  readonly type: TypeExpression;
  readonly span: Span;
}

/** `types:` and `inputs:`: fields of their own, or some of a table's columns. */
export interface TypeSpec {
  readonly kind: 'type';
  readonly name: string;
  readonly fields: readonly FieldSpec[];
  readonly from: { readonly table: string; readonly only: readonly string[] | null; readonly span: Span } | null;
  readonly span: Span;
}

export interface ErrorSpec {
  readonly kind: 'error';
  /** A constraint's name or an ERRCODE of class PGC (`PGC01`). */
  readonly constraint: string;
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
  readonly span: Span;
}

export interface ArgumentSpec {
  readonly name: string;
  /** Null: as PostgreSQL infers it. */
  readonly type: TypeExpression | null;
  /** Literal applied where the argument is absent (AppSync drops SDL defaults, so the runtime applies it). */
  readonly default: string | number | boolean | null;
  /** Largest number, or most rows of a list. */
  readonly max: number | null;
  readonly span: Span;
}

export interface StepSpec {
  /** The name later steps use (`:order.id`), or null. */
  readonly name: string | null;
  readonly sql: SourceText;
  readonly rows: 'one' | 'many' | null;
  readonly span: Span;
}

export interface ResultOverride {
  readonly column: string;
  readonly scalar: string | null;
  /** False claims "not null"; refused where it is known to be nullable. */
  readonly nullable: boolean | null;
  readonly span: Span;
}

/** Which Lambda function runs a resolver of the user's own, where it shall not be the API's. */
export interface LambdaSettings {
  /** Resolvers of one group share a function; null: a function for this one alone. */
  readonly group: string | null;
  /** MB; null: as the API's function has. */
  readonly memory: number | null;
  /** Seconds; null: as the API's function has. */
  readonly timeout: number | null;
}

export type ResolverBody =
  | { readonly kind: 'sql'; readonly sql: SourceText }
  | { readonly kind: 'transaction'; readonly steps: readonly StepSpec[] }
  | { readonly kind: 'lambda'; readonly check: SourceText | null; readonly settings: LambdaSettings | null };

export interface ResolverSpec {
  readonly kind: 'resolver';
  /** `Query`, `Mutation`, or the GraphQL type that the field belongs to. */
  readonly parent: string;
  readonly field: string;
  readonly body: ResolverBody;
  readonly args: readonly ArgumentSpec[];
  /** A table, a spec type or a PostgreSQL type. Null: as the statement's columns say. */
  readonly returns: TypeExpression | null;
  /** Name for the result's type (`type: OrderHit`). */
  readonly type: { readonly name: string; readonly span: Span } | null;
  readonly columns: readonly ResultOverride[];
  readonly orderBy: readonly OrderExpression[] | null;
  /** False: no pages. Null: the API's limits where `orderBy` is given. */
  readonly page: PageLimits | false | null;
  readonly rows: 'one' | 'many' | null;
  readonly allow: readonly string[] | null;
  readonly callersGrantedLater: boolean;
  readonly tenantArgument: string | null;
  readonly auth: readonly AuthMode[] | null;
  readonly engine: Engine | null;
  readonly description: string | null;
  readonly span: Span;
}

/** How one table, its columns or an enum are called and typed in the API. */
export interface TableSpec {
  readonly kind: 'table';
  readonly table: string;
  readonly type: { readonly name: string; readonly span: Span } | null;
  /** Key columns of a view, or of a table without a primary key. */
  readonly key: readonly string[] | null;
  readonly columns: readonly { readonly column: string; readonly name: string | null; readonly scalar: string | null; readonly hidden: boolean; readonly span: Span }[];
  readonly span: Span;
}

/** `resolvers.yaml` and `resolvers/` read together, every default filled in. */
export interface Spec {
  readonly kind: 'spec';
  /** `*`: every table and view; entries of `crud` then only refine. */
  readonly crudAll: boolean;
  readonly crud: readonly CrudSpec[];
  readonly relations: 'auto' | 'none' | readonly RelationSpec[];
  readonly functions: readonly FunctionSpec[];
  readonly members: boolean;
  readonly types: readonly TypeSpec[];
  readonly inputs: readonly TypeSpec[];
  readonly errors: readonly ErrorSpec[];
  readonly tables: readonly TableSpec[];
  readonly resolvers: readonly ResolverSpec[];
  readonly subscriptions: readonly SubscriptionSpec[];
}

export interface Settings {
  readonly config: Config;
  readonly spec: Spec;
  readonly diagnostics: readonly Diagnostic[];
}
