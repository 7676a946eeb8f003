import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { noAnswers, readFlags } from '../../generators/migration/read-answers.js';
import type { Answers, Question } from '../../src/migrations/types.js';

/** What is answered to the questions of each pair, by its name, as flags of `pgcog-gen migration`: a file that a run writes, and reads. */
export interface AnswersFile {
  readonly path: string;
  /** Null: nobody has answered yet. */
  read(pair: string): Answers | null;
  write(pair: string, flags: readonly string[]): void;
}

type Flags = Readonly<Record<string, readonly string[]>>;

/** The file is made when there is something to write down; one that is there is gone by. */
export function openAnswers(path: string): AnswersFile {
  const all = (): Flags => (existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Flags) : {});
  return {
    path,
    read: (pair) => {
      const flags = all()[pair];
      return flags === undefined ? null : flags.reduce(withFlag, noAnswers);
    },
    write: (pair, flags) => {
      const sorted = Object.entries({ ...all(), [pair]: flags }).sort(([a], [b]) => (a < b ? -1 : 1));
      writeFileSync(path, `${JSON.stringify(Object.fromEntries(sorted), null, 1)}\n`);
    },
  };
}

function withFlag(answers: Answers, flag: string): Answers {
  const read = readFlags(answers, flag);
  if (typeof read === 'string') throw new Error(`${flag}: ${read}`);
  return read;
}

/** A flag for each question, as somebody would give it who says yes to everything; a name is given to one thing alone. */
export function answerAll(given: readonly string[], questions: readonly Question[]): readonly string[] {
  return questions.reduce((flags, { flags: offered }) => {
    const free = offered.find((flag) => !takenName(flags, flag)) ?? '--allow deletes-data';
    return flags.includes(free) ? flags : [...flags, free];
  }, given);
}

function takenName(given: readonly string[], flag: string): boolean {
  const [wanted] = withFlag(noAnswers, flag).renames;
  if (wanted === undefined) return false;
  return given.reduce(withFlag, noAnswers).renames.some(({ from, to }) => to === wanted.to && parentOf(from) === parentOf(wanted.from));
}

function parentOf(name: string): string {
  return name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
}
