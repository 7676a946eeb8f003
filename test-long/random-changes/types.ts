import type { Random } from '../support/random.js';

export interface SnapColumn {
  readonly name: string;
  /** As `format_type` writes it under pg_catalog. */
  readonly type: string;
  /** `pg_type.typcategory` of what the type rests on, and its own `typtype`. */
  readonly category: string;
  readonly kind: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  readonly generated: boolean;
  readonly identity: boolean;
  /** It comes from a parent table. */
  readonly inherited: boolean;
}

export interface SnapTable {
  readonly name: string;
  readonly partitioned: boolean;
  /** A partition, or another table's child. */
  readonly child: boolean;
  /** Other tables are its children. */
  readonly parent: boolean;
  readonly rls: boolean;
  readonly columns: readonly SnapColumn[];
  /** Of the primary key. */
  readonly key: readonly string[];
}

/** An object that stands alone, or a part of a table. */
export interface SnapPart {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly def: string;
}

export interface SnapRoutine {
  readonly name: string;
  /** Types of its arguments, as in `drop function f(integer, text)`. */
  readonly arguments: string;
  readonly kind: 'function' | 'procedure' | 'trigger' | 'aggregate';
  readonly language: string;
  readonly def: string;
}

export interface SnapType {
  readonly name: string;
  readonly kind: 'enum' | 'domain' | 'composite' | 'range';
  readonly labels: readonly string[];
  readonly constraints: readonly string[];
}

export interface SnapView {
  readonly name: string;
  readonly materialized: boolean;
  readonly def: string;
  readonly columns: readonly string[];
}

/** What stands in the template's schema. */
export interface Snapshot {
  readonly tables: readonly SnapTable[];
  readonly checks: readonly SnapPart[];
  readonly keys: readonly SnapPart[];
  readonly foreignKeys: readonly SnapPart[];
  /** Of no constraint. */
  readonly indexes: readonly SnapPart[];
  readonly triggers: readonly SnapPart[];
  readonly policies: readonly SnapPart[];
  readonly views: readonly SnapView[];
  readonly routines: readonly SnapRoutine[];
  readonly types: readonly SnapType[];
  /** Of no column. */
  readonly sequences: readonly string[];
  readonly grants: readonly { readonly table: string; readonly role: string; readonly right: string }[];
}

/** What a change is chosen from. */
export interface Scene {
  readonly has: Snapshot;
  readonly random: Random;
  /** A name that nothing has, quoted. */
  fresh(stem: string): string;
  /** Roles that rights can be given to, quoted. */
  readonly roles: readonly string[];
}

/** One small change, as somebody writes it at the end of the template's file. */
export interface Change {
  readonly sql: readonly string[];
  /** Whose rows may be in its way, as SQL without the schema; null: any table's. */
  readonly table: string | null;
  /** What the questions about it are answered with; without it the first way that is offered. */
  readonly using?: string;
  readonly fill?: string;
}

/** Null where the template has nothing that could be changed so. */
export type Kind = (scene: Scene) => Change | null;

export type Kinds = Readonly<Record<string, Kind>>;
