import type { Readable, Writable } from 'node:stream';

/** What a command needs of the world, injected so that tests can hand in their own. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Asks whoever sits there for a line; null where they would rather not. Absent where nobody sits there. */
  readonly ask?: (question: string) => Promise<string | null>;
  /** Where `ask` asks, for prompts of other kinds. Absent where it is. */
  readonly terminal?: { readonly input: Readable; readonly output: Writable };
  /** Hears each line that is typed, until what it gives back is called. Absent where nobody sits there. */
  readonly lines?: (heard: (line: string) => void) => () => void;
}

/** The server of the environment's variable; null where it is not set, or empty, as CI leaves what it has no value for. */
export function databaseUrlIn(env: Io['env']): string | null {
  const url = env['PGCOG_DATABASE_URL'] ?? '';
  return url === '' ? null : url;
}

/** Whether to colour: NO_COLOR and FORCE_COLOR as https://no-color.org says, else only on a terminal. */
export function wantsColor(io: Io): boolean {
  if (io.env['NO_COLOR'] !== undefined && io.env['NO_COLOR'] !== '') return false;
  if (io.env['FORCE_COLOR'] !== undefined && io.env['FORCE_COLOR'] !== '0') return true;
  return io.stderr.isTTY === true;
}
