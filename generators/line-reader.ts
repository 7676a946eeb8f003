import type { Command } from 'commander';
import { postgresUrl } from '../src/postgres/postgres-url.js';
import { error } from '../src/source/diagnostic.js';
import type { Diagnostic } from '../src/source/types.js';
import type { Io } from './io.js';

export interface LineReaderInput {
  /** As its help calls it: `pgcog dev`. */
  readonly name: string;
  readonly argv: readonly string[];
  readonly io: Io;
  /** What shows how it is right: `pgcog dev --help`. */
  readonly help: string;
  /** What `--json` prints of a wrong line: what the command prints of any other mistake. */
  readonly asJson: (mistake: Diagnostic) => string;
}

/** Reads a command line. */
export interface LineReader {
  /** To be told arguments, flags and actions. */
  readonly program: Command;
  /** @returns the exit status where there is nothing to run: 0 after help and version, 2 for a wrong line; null: it is read */
  read(): Promise<0 | 2 | null>;
}

/** What all commands' readers have in common: a wrong line ends with 2, and is told on standard error, or as `--json` is. */
export async function lineReader({ name, argv, io, help, asJson }: LineReaderInput): Promise<LineReader> {
  const { Command: Program, CommanderError } = await import('commander');
  const json = wantsJson(argv);
  let said = '';
  const program = new Program(name)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => (json ? (said += text) : io.stderr.write(text)) })
    .showHelpAfterError(`(${help} shows what ${name === 'pgcog' ? 'there is' : 'it takes'})`);
  return {
    program,
    read: async () => {
      try {
        await program.parseAsync([...argv], { from: 'user' });
        return null;
      } catch (thrown) {
        if (!(thrown instanceof CommanderError)) throw thrown;
        if (thrown.exitCode === 0) return 0;
        if (json) io.stdout.write(asJson(mistakeOf(said, help)));
        return 2;
      }
    },
  };
}

const scratchServer = 'a PostgreSQL 17 or 18 to use instead of the embedded one; scratch databases are made and dropped';

/** Adds the flags that say where the project is, and which database it is to have; that holds a password, and is never said again. */
export function addProjectFlags(command: Command, { cwd }: Io, databaseWords = scratchServer): Command {
  return command
    .option('--cwd <folder>', "the project's folder", cwd)
    .option('-c, --config <file>', 'settings file instead of pgcog.config.ts')
    .option('--database-url <url>', databaseWords, (text: string) => {
      if (postgresUrl(text) === null) command.error('error: --database-url is not a URL of PostgreSQL: the form is postgres://user:password@host:5432/database');
      return text;
    });
}

/** Whether `--json` is asked for; a line that cannot be read cannot be asked better. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end).includes('--json');
}

/** What was written for people: `error: ...`, perhaps a proposal in parentheses; or, where no command was named, the help. */
function mistakeOf(said: string, help: string): Diagnostic {
  const [first = '', ...more] = said.trimEnd().split('\n');
  const proposal = more.find((line) => line.startsWith('(Did you mean'))?.slice(1, -1);
  const message = first.startsWith('error: ') ? first.slice('error: '.length) : 'no command is named';
  return error('PGC619', message, null, `${proposal === undefined ? '' : `${proposal} `}${help} shows what there is`);
}
