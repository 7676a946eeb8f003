import type { Config } from '../../src/config/types.js';
import type { SqlSession } from '../../src/postgres/sql-session.js';
import type { Database, Secrets } from '../../src/environment/types.js';

/** `pgcog GROUP NAME ...`, told by flags. */
export interface PgcogCommand {
  readonly group: 'control' | 'tenant' | 'user' | 'grant' | 'migrate' | 'verify';
  /** `up`, `create`, ... */
  readonly name: string;
  readonly args: readonly (string | undefined)[];
  readonly flags: Flags;
  /** Name of the environment. */
  readonly environment: string;
  /** Folder of the project, absolute. */
  readonly root: string;
  readonly configPath: string | null;
  readonly databaseUrl: string | null;
  /** The environment's name once more, where it is protected. */
  readonly confirmEnvironment: string | null;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Flags of one command, by their names in camel case. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** What has to be typed before a command destroys something. */
export interface Confirmation {
  /** `--confirm acme` */
  readonly flag: string;
  readonly wanted: string;
  readonly given: string | null;
  /** `Type acme to drop tenant acme with all its data` */
  readonly question: string;
  /** For addresses. */
  readonly ignoreCase?: boolean;
}

/** Where a command finds what it works with. */
export interface Context {
  readonly command: PgcogCommand;
  readonly config: Config;
  /** Of who installs; outside any transaction. */
  readonly session: SqlSession;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
  /** Whether a session keeps what is set outside a transaction: not so through the Data API. */
  readonly lasting: boolean;
  /** One more session of who installs; whoever opens it closes it. */
  connect(): Promise<Database>;
  /** Tells a program what happens, a line of JSON each on standard error, with `--json`. */
  event(value: object): void;
  /** Runs work as the control schema's owner, in one transaction. */
  owner<T>(work: (session: SqlSession) => Promise<T>): Promise<T>;
  /** Says how far long work is: a bar on a terminal, a line each elsewhere. */
  progress(done: number, of: number, what: string): void;
  /** Says what is being done now, on a terminal. */
  step(what: string): void;
  /** Says a line that stays, on a terminal and elsewhere. */
  note(line: string): void;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What came of a command. */
export interface Outcome {
  /** For `--json`. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly table?: Table;
  /** Instead of a table: a script, as it is. */
  readonly text?: string;
  /** Lines for people. */
  readonly says?: readonly string[];
  /** Something could not be done, and is told: exit status 1. */
  readonly failed?: boolean;
}

/** What a command does. */
export interface Action {
  /** Environments that are protected ask for their name before. */
  readonly writes: boolean;
  /** Works without a control schema. Absent: it must be there, of this version. */
  readonly bare?: boolean;
  /** @throws CommandRefusal for mistakes that can be told from the command line and the settings alone */
  check?(command: PgcogCommand, config: Config): void;
  confirm?(command: PgcogCommand): Confirmation;
  run(context: Context): Promise<Outcome>;
}
