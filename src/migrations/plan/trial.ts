import type { Client } from 'pg';
import { refusalOf } from '../../postgres/failure.js';
import type { SqlFailure } from '../../postgres/types.js';

/** What PostgreSQL makes of a change of type. */
export interface TypeChange {
  /** Without USING. */
  readonly assignable: boolean;
  /** `using c::new` is taken. */
  readonly castable: boolean;
  readonly rewrites: boolean;
}

/**
 * Asks the server by doing, on tables that are gone at once: which casts there are and what rewrites a table is known to
 * PostgreSQL alone. All within the transaction that is open on the client.
 */
export class Trial {
  readonly #known = new Map<string, Promise<unknown>>();

  constructor(readonly client: Client) {}

  /** Runs statements; what they did stays if all of them ran. */
  async keeps(statements: readonly string[]): Promise<boolean> {
    return (await this.#attempt(statements, 'release savepoint pgcog_trial')) === null;
  }

  /** What PostgreSQL says to statements that it does not take; null: it takes them. Nothing of them stays. */
  async refusal(statements: readonly string[]): Promise<string | null> {
    return (await this.#attempt(statements, 'rollback to savepoint pgcog_trial'))?.message ?? null;
  }

  /** What PostgreSQL says to a statement that it does not take; null: it takes it, and what it did stays. */
  failure(sql: string): Promise<SqlFailure | null> {
    return this.#attempt([sql], 'release savepoint pgcog_trial');
  }

  /** What a column of one type does when it becomes another's; types as `format_type` prints them under pg_catalog. */
  typeChange(from: string, to: string): Promise<TypeChange> {
    return this.#once(`type ${from} -> ${to}`, async () => {
      const rewrites = await this.#rewrites(`(c ${from})`, `alter c type ${to}`);
      if (rewrites !== null) return { assignable: true, castable: true, rewrites };
      const cast = await this.#rewrites(`(c ${from})`, `alter c type ${to} using c::${to}`);
      return { assignable: false, castable: cast !== null, rewrites: cast ?? true };
    });
  }

  /** Whether a table is written anew for a column `clause`; true where that cannot be tried yet. */
  addedColumn(clause: string): Promise<boolean> {
    return this.#once(`column ${clause}`, async () => (await this.#rewrites('(pgcog_other int)', `add column c ${clause}`)) ?? true);
  }

  #once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#known.get(key) ?? ask();
    this.#known.set(key, known);
    return known as Promise<T>;
  }

  /** Null where PostgreSQL does not take it. */
  async #rewrites(columns: string, change: string): Promise<boolean | null> {
    const table = 'pg_temp.pgcog_trial';
    const look = `insert into pg_temp.pgcog_nodes select pg_relation_filenode('${table}')`;
    let count: string | null = null;
    const failure = await this.#attempt([
      'create temp table pgcog_nodes (node oid)', `create temp table pgcog_trial ${columns}`, look, `alter table ${table} ${change}`, look,
    ], 'rollback to savepoint pgcog_trial', async () => {
      const { rows } = await this.client.query<{ count: string }>('select count(distinct node) from pg_temp.pgcog_nodes');
      count = rows[0]?.count ?? null;
    });
    return failure === null ? count !== '1' : null;
  }

  async #attempt(statements: readonly string[], end: string, before?: () => Promise<void>): Promise<SqlFailure | null> {
    await this.client.query('savepoint pgcog_trial');
    try {
      for (const sql of statements) await this.client.query(sql);
      await before?.();
      await this.client.query(end);
      return null;
    } catch (error) {
      const failure = refusalOf(error);
      await this.client.query('rollback to savepoint pgcog_trial');
      return failure;
    }
  }
}
