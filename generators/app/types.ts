/** What a new project is to be. */
export interface Choices {
  /** Folder, absolute. */
  readonly root: string;
  /** As it was given: `my-app`, `.` */
  readonly folder: string;
  readonly engine: 'js' | 'vtl';
  /** Roles beside `users` and `admins`. */
  readonly roles: readonly string[];
  readonly credentials: 'user' | 'role';
  readonly lambda: boolean;
  readonly infra: 'cdk' | 'none';
  /** Of AWS, 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly postgres: 17 | 18;
  readonly template: 'sample' | 'empty';
  /** People and tenants that are expected: what logins cost is reckoned by them. */
  readonly members: number;
  readonly tenants: number;
}

/** How it is made. */
export interface Manner {
  readonly packageManager: PackageManager;
  /** For package.json: `yarn@4.18.1`; null: nothing. */
  readonly pin: string | null;
  readonly git: boolean;
  readonly install: boolean;
  readonly dryRun: boolean;
  /** One JSON object on standard output, instead of words. */
  readonly json: boolean;
  /** Folder with tarballs of pg-cognition and its runtime to install, absolute; null: the registry's. */
  readonly packages: string | null;
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** The command line: what it says, and what is left to ask or to take for granted. */
export interface AppCommand {
  readonly folder: string | null;
  readonly told: Partial<Omit<Choices, 'root' | 'folder'>>;
  readonly manner: Manner;
  /** Whether to ask for what was not told. */
  readonly interactive: boolean;
}
