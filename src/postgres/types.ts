import type { Client } from 'pg';

/**
 * PostgreSQL's major versions that the control schema runs on. Generation has 17 and 18 alone: the configuration's
 * `postgres`.
 */
export type ServerMajor = 15 | 16 | 17 | 18;

/** A server that this run may use: embedded, or somebody's behind `--database-url`. */
export interface PostgresServer {
  readonly kind: 'embedded' | 'url';
  readonly version: ServerMajor;
  /** Connects as the scratch superuser (embedded) or the URL's user. */
  connect(database: string): Promise<Client>;
  /** Connects as {@link ownerRole}: a login of its own, since out of a role that was set a template finds the way back. */
  connectOwner(database: string): Promise<Client>;
  /** NOSUPERUSER, owns the scratch databases, may do what a database's owner may (`CREATE SCHEMA`, trusted extensions). */
  readonly ownerRole: string;
  /** A database to be in while making and dropping others. */
  readonly maintenance: string;
  /** Names this start, `[a-z0-9]+`: what it makes and must clean up is told apart by it. */
  readonly runId: string;
  /**
   * Runs work that makes, drops or opens databases when what was asked for before is done: nobody in this process then
   * sees a database that is half made, or drops one that somebody is about to open. Not to be called within itself.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Work that need not be waited for now; `stop` waits for it, and ignores its failure. */
  background(work: Promise<unknown>): void;
  /** Stops the server (embedded), drops what this run made (URL). Safe to call twice. */
  stop(): Promise<void>;
}

/** What {@link PostgresServer} is started from. */
export interface ServerOptions {
  readonly version: ServerMajor;
  /** Where binaries and data directories are kept; null or absent: the machine's usual place for caches. */
  readonly cacheDir?: string | null | undefined;
  /** Use this server instead of an embedded one; null or absent: embedded. */
  readonly databaseUrl?: string | null | undefined;
  /** Whoever is not the tool itself must give its password, as on Aurora; embedded only. Absent: all are let in. */
  readonly passwords?: boolean | undefined;
  /** Called when nothing is left but to wait for the server: who leaves us no time before, delays it. */
  readonly launched?: (() => void) | undefined;
  /** Environment that decides about the cache's place; absent: our process's. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * A database of this run's own, with sessions for each of its two users. Once a template is in it, what plans or reads
 * the template's objects must be the owner's: planning a view runs functions that the template wrote, with the rights of
 * the session's login, whatever role it has set.
 */
export interface ScratchDatabase {
  readonly name: string;
  /** Scratch superuser (embedded) or the URL's user. */
  readonly admin: Client;
  /** Session of the NOSUPERUSER role that owns the database. */
  readonly owner: Client;
  /** A second session of that role, for questions while the first one is busy. It may become the `assumable` roles. */
  readonly prober: Client;
  /** It was there, prepared by an earlier run; `prepare` did not run. */
  readonly reused: boolean;
  /** Ends the sessions. The database stays if the server keeps it, else it is dropped. */
  close(): Promise<void>;
  /** Ends the sessions and drops the database. */
  drop(): Promise<void>;
}

/** A cluster-wide role that scratch databases grant to: NOLOGIN, no attributes. */
export interface ScratchRole {
  readonly name: string;
  /** Roles it is a member of. Names only: each must be in the same list. */
  readonly memberOf: readonly string[];
  /** The owner role may become it (SET ROLE), without having its rights before. */
  readonly assumable?: boolean;
}

/** An error PostgreSQL answered with; `position` counts code points from 1 in the text sent, null if it gave none. */
export interface SqlFailure {
  readonly sqlState: string;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly position: number | null;
}
