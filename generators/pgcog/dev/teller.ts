import picocolors from 'picocolors';
import { formatDiagnostics } from '../../../src/source/format-diagnostics.js';
import { printableLine } from '../../../src/source/printable.js';
import { shownText } from '../../../src/source/shown-text.js';
import type { Diagnostic } from '../../../src/source/types.js';
import type { FunctionOutput } from '../../../src/dev/functions/types.js';
import type { Question } from '../../../src/migrations/types.js';
import type { LogLine } from '../../../src/runtime/types.js';
import { wantsColor, type Io } from '../../io.js';
import { eventJson } from './event-json.js';
import type { DevCommand, Mistakes } from './types.js';

/** Says what happens: lines for people on standard error, or with `--json` an object a line on standard output. */
export interface Teller {
  /** Also with `--quiet`. */
  headline(text: string, more?: object): void;
  line(text: string, more?: object): void;
  /** @param who names the user of an id */
  output(output: FunctionOutput, who: (userId: string) => string | null): void;
  mistakes(mistakes: Mistakes): Promise<void>;
  questions(questions: readonly Question[]): void;
}

/** How it usually goes is not worth a line. */
const quietly: ReadonlySet<string> = new Set(['ok', 'setting_up']);

export function createTeller(command: DevCommand, io: Io): Teller {
  const colors = picocolors.createColors(wantsColor(io));
  const json = (event: string, more: object): void => void io.stdout.write(eventJson(event, more));
  const print = (text: string): void => void io.stderr.write(`${text}\n`);
  return {
    headline: (text, more = {}) => (command.json ? json('says', { text, ...more }) : print(printableLine(text))),
    line: (text, more = {}) => {
      if (command.json) json('says', { text, ...more });
      else if (!command.quiet) print(printableLine(text));
    },
    output: (output, who) => {
      if (command.json) {
        const { kind, ...rest } = output;
        json(kind, output.kind === 'statement' ? { ...output.line, user: nameOf(output.line, who) } : rest);
      }
      else if (command.quiet) return;
      else if (output.kind === 'function') {
        if (!quietly.has(output.outcome)) print(`${colors.dim(`${output.name} |`)} ${printableLine(output.outcome)}`);
      }
      else if (output.kind === 'printed') print(`${colors.dim(`${output.from} |`)} ${printableLine(output.text)}`);
      else print(statementText(output.line, nameOf(output.line, who), colors));
    },
    mistakes: async ({ diagnostics, texts }) => {
      if (command.json) return json('mistakes', { diagnostics });
      const shown = command.quiet ? diagnostics.filter(({ severity }) => severity !== 'info') : diagnostics;
      if (shown.length > 0) io.stderr.write(`${await mistakesText(command.root, { diagnostics: shown, ...(texts !== undefined && { texts }) }, wantsColor(io))}\n`);
    },
    questions: (questions) => (command.json ? json('questions', { questions }) : print(questionsText(questions))),
  };
}

function nameOf({ userId }: LogLine, who: (userId: string) => string | null): string | null {
  return userId === null ? null : (who(userId) ?? userId);
}

/** `acme ann  Query.listOrders  12 rows  3.1 ms` */
function statementText({ statement, tenant, role, rows, calls, ms, code }: LogLine, user: string | null, colors: ReturnType<typeof picocolors.createColors>): string {
  const caller = `${tenant ?? '-'} ${user ?? role ?? 'nobody'}`;
  const answer = code === 'ok' ? `${rows} ${rows === 1 ? 'row' : 'rows'}` : colors.red(printableLine(code));
  return `${caller.padEnd(12)}  ${colors.bold(printableLine(statement))}${calls > 1 ? ` x${calls}` : ''}  ${answer}  ${colors.dim(`${ms.total.toFixed(1)} ms`)}`;
}

/** Mistakes as the terminal shows them, with their lines; of files on disk, or of the texts that come along. */
export async function mistakesText(root: string, { diagnostics, texts: given }: Mistakes, color: boolean): Promise<string> {
  const texts = new Map(given ?? []);
  for (const span of diagnostics.flatMap((one: Diagnostic) => [one.span, ...one.related.map((related) => related.span)])) {
    if (span === null || texts.has(span.file)) continue;
    const text = await shownText(root, span.file);
    if (text !== null) texts.set(span.file, text);
  }
  return formatDiagnostics(diagnostics, texts, { color });
}

/** Numbered over all questions: a number is an answer. */
function questionsText(questions: readonly Question[]): string {
  let number = 0;
  const lines = questions.flatMap(({ text, flags }) => [printableLine(text), ...flags.map((flag) => `  ${(number += 1)}  ${printableLine(flag)}`)]);
  return [...lines, '  the old state goes on; answer with a number, such a flag with a value of your own, or in the page'].join('\n');
}
