import type { Config } from '../config/types.js';
import type { SqlSession } from '../postgres/sql-session.js';

/** A login as a secret holds it. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Secrets below an environment's prefix. */
export interface Secrets {
  /**
   * Makes the secret, or reads the one that is there: two that come at once agree on what it is.
   *
   * @param name below the prefix: `services/hooks`
   */
  createOrRead(name: string, login: Login): Promise<{ readonly login: Login; readonly created: boolean }>;
  close(): void;
}

/** The database of an environment. */
export interface Database {
  /** Of who installs: owns the database and may make roles. Outside any transaction. */
  readonly session: SqlSession;
  /** Whether what is set outside a transaction lasts from one call to the next: not so through the Data API. */
  readonly lasting: boolean;
  /**
   * Only where nothing lasts: runs one statement outside transactions, which goes on when its call has to end.
   *
   * @returns whether its end was seen; where not (its time was over, or the answer was lost) it may still be running
   * @throws what the server said of it
   */
  readonly runLong?: ((text: string) => Promise<'ended' | 'unknown'>) | undefined;
  /** One more session of the same user. */
  another(): Promise<Database>;
  /** Ends what is running: its transaction is rolled back. */
  cancel(): Promise<void>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

/** Where a command acts. */
export interface Environment {
  readonly name: string;
  /** `PostgreSQL 17 in .pgcog/local`, `account 123456789012, eu-central-1, stack shop` */
  readonly place: string;
  readonly database: Database;
  readonly secrets: Secrets;
  /**
   * Has the events handled that a write has raised, where somebody is there for it.
   *
   * @returns whether the worker was called
   */
  runWorker(): Promise<boolean>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

export interface OpenEnvironment {
  /** Of the project, absolute. */
  readonly root: string;
  readonly name: string;
  readonly config: Config;
  /** Connects there instead of where the environment says; null: not so. */
  readonly databaseUrl: string | null;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Makes the local environment where it is not there. */
  readonly create: boolean;
  /** The local secrets, kept in a file. */
  readonly localSecrets: (file: string) => Secrets;
}
