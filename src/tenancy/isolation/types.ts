import type { Client } from 'pg';
import type { Config } from '../../config/types.js';

/** What is tried with a relation, a sequence (`nextval`) or a routine (`execute`). */
export type Verb = 'select' | 'insert' | 'update' | 'delete' | 'nextval' | 'execute';

/**
 * `refused`: insufficient privilege. `hidden`: allowed, and no row is seen, changed or let in. `some`: done,
 * with some of a table's rows, since policies hide the others. `rows`: done, with all. `failed`: allowed, and stopped by
 * something else (a constraint, say).
 */
export type Outcome = 'refused' | 'hidden' | 'some' | 'rows' | 'failed';

/** Who tries. Suspended and expired members had this role; `nobody` is a login that no row of `cognition.users` is of. */
export type Standing = 'member' | 'suspended' | 'expired' | 'application admin' | 'nobody';

/** A login with a password. */
export interface Login {
  readonly user: string;
  readonly password: string;
  readonly standing: Standing;
  /** Schema of the tenant; null: of none. */
  readonly tenant: string | null;
  /** As the configuration calls it; null for nobody. */
  readonly role: string | null;
  /** In credential mode `role`: the member that each statement enters as. Null: the login itself is the member's. */
  readonly enters: string | null;
}

export interface Tenant {
  /** The schema's name. */
  readonly name: string;
  /** Lower-case letters that stand in this tenant's rows and nowhere else. */
  readonly marker: string;
}

/** An open database with tenants, members and rows, in which isolation is to be proven. */
export interface World {
  readonly config: Config;
  /** A superuser's session: reads the catalog, and lets in whom no login would let in any more. */
  readonly admin: Client;
  readonly tenants: readonly Tenant[];
  readonly logins: readonly Login[];
  /** Tables of the template that could be given no row, with the reason. */
  readonly withoutRows: ReadonlyMap<string, string>;
  /** SQL that inserts one more row, giving none of the columns that `may` refuses unless they must be given; null: unknown how. */
  insertSql(tenant: string, table: string, may: (column: string) => boolean): string | null;
  /** A session with the login's password. @throws what `pg` throws when the server does not let it in */
  open(login: Login): Promise<Client>;
}

export interface Column {
  readonly name: string;
  /** As `format_type` writes it, with its schema. */
  readonly type: string;
  /** What the type rests on: the domain's base. */
  readonly base: string;
  readonly category: string;
  /** Labels of an enum, else empty. */
  readonly labels: readonly string[];
  /** Fields of a composite type, else 0. */
  readonly fields: number;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** Generated, an identity that is always generated, or a view's that cannot be written. */
  readonly generated: boolean;
  readonly isDomain: boolean;
}

/** A relation, sequence or routine of one schema. */
export interface Thing {
  readonly oid: number;
  readonly schema: string;
  /** A routine's with its argument types. */
  readonly name: string;
  readonly kind: 'table' | 'view' | 'materialized view' | 'foreign table' | 'sequence' | 'routine';
  readonly verbs: readonly Verb[];
  readonly columns: readonly Column[];
  /** Row level security is on. */
  readonly guarded: boolean;
  readonly routine: Routine | null;
}

export interface Routine {
  readonly kind: 'function' | 'procedure' | 'aggregate' | 'window' | 'trigger';
  /** The types of its input arguments, as SQL. */
  readonly arguments: readonly string[];
  readonly variadic: boolean;
  readonly definer: boolean;
  readonly owner: string;
  readonly language: string;
  readonly source: string;
}

export interface Attempt {
  readonly thing: Thing;
  readonly verb: Verb;
  readonly sql: string;
  /** The statement gives `count` and `found`: a number of rows and a text. */
  readonly reads: boolean;
}

export interface Answer {
  readonly outcome: Outcome;
  /** Read or written. */
  readonly rows: number;
  /** Null where it was done. */
  readonly state: string | null;
  readonly message: string | null;
  /** The refusal was of something behind the object: a table under a view, or in a trigger. */
  readonly through: boolean;
  /** Of a statement that reads: its text, such as the markers in its rows. */
  readonly found: string | null;
}

/** What is not as it must be. */
export interface Finding {
  /**
   * `reached`: by somebody who must not. `marker`: rows of another tenant were read. `login`: let in. `names`, `owner`,
   * `depends`, `member`, `role`, `template`: what the catalog says. `rights`: what is done is not what the catalog says.
   * `view`: shows rows that policies hide. `definer`: lends rights that reach every tenant. `differs`: tenants are not alike.
   * `expected`: not what the committed matrix says.
   */
  readonly kind: 'reached' | 'marker' | 'login' | 'names' | 'owner' | 'depends' | 'member' | 'role' | 'template' | 'rights' | 'view' | 'definer' | 'differs' | 'expected';
  readonly object: string;
  readonly message: string;
}

/** Role (of the configuration, or `application_admins`) to object to verb to outcome. */
export type Matrix = Readonly<Record<string, Readonly<Record<string, Readonly<Partial<Record<Verb, Outcome>>>>>>>;

export interface Proof {
  readonly isolated: boolean;
  readonly findings: readonly Finding[];
  /** Of the own tenant. */
  readonly matrix: Matrix;
  /** Who must be refused everything (`another tenant`, `suspended`, `expired`, `nobody`), in the same form. */
  readonly strangers: Matrix;
  readonly attempts: number;
  readonly logins: number;
  readonly tenants: readonly string[];
  readonly objects: number;
  /** Tables that could be given no row, with the reason. */
  readonly withoutRows: Readonly<Record<string, string>>;
}
