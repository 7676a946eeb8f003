import type { Answers, HazardKind } from '../../src/migrations/types.js';

export const noAnswers: Answers = { renames: [], using: {}, fill: {}, allow: [] };

/** What `--allow` takes. */
export const allowable = ['deletes-data', 'rewrites', 'locks', 'alone', 'breaks-statement', 'may-fail', 'long'] as const satisfies readonly HazardKind[];

const options = ['--rename', '--using', '--fill', '--allow'] as const;
export type AnswerOption = (typeof options)[number];

/** Answers with one more; a sentence where the value is none for the flag. */
export function withAnswer(answers: Answers, option: AnswerOption, value: string): Answers | string {
  if (option === '--allow') {
    const kind = allowable.find((one) => one === value);
    return kind === undefined ? `--allow takes ${allowable.join(', ')}, not ${value}` : { ...answers, allow: [...new Set([...answers.allow, kind])] };
  }
  const at = equalsOf(value);
  const [left, right] = [value.slice(0, Math.max(at, 0)).trim(), value.slice(at + 1).trim()];
  if (at < 0 || left === '' || right === '') return `${option} takes ${option === '--rename' ? 'old=new: orders.note=remark' : "column=expression: orders.region='eu'"}`;
  if (option === '--rename') return { ...answers, renames: [...answers.renames.filter(({ from }) => from !== left), { from: left, to: right }] };
  return option === '--using' ? { ...answers, using: { ...answers.using, [left]: right } } : { ...answers, fill: { ...answers.fill, [left]: right } };
}

/** The first that stands in no quoted name: `"Col=x"=note`. */
function equalsOf(value: string): number {
  return /^(?:"(?:[^"]|"")*"|[^"=])*(?==)/u.exec(value)?.[0].length ?? -1;
}

/** Flags as they are typed on a command line: `--fill orders.region="'eu'"`. A sentence where they are none. */
export function readFlags(answers: Answers, line: string): Answers | string {
  const words = shellWords(line);
  let read: Answers | string = words.length === 0 ? 'nothing was answered' : answers;
  for (let at = 0; at < words.length && typeof read !== 'string'; at += 2) {
    const option = options.find((one) => one === words[at]);
    const value = words[at + 1];
    read = option === undefined || value === undefined ? `${words[at] ?? ''} is none of ${options.join(', ')} with a value behind it` : withAnswer(read, option, value);
  }
  return read;
}

/** By the rules of a shell for quotes, and no others of its rules. */
function shellWords(line: string): readonly string[] {
  const pieces = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^\s"'\\]+)|(\s+)/gsu;
  const words: string[] = [];
  let open: string | null = null;
  for (const [, double, single, escaped, bare, space] of line.matchAll(pieces)) {
    if (space !== undefined && open !== null) words.push(open);
    open = space !== undefined ? null : `${open ?? ''}${double?.replace(/\\(["\\$`])/gu, '$1') ?? single ?? escaped ?? bare ?? ''}`;
  }
  return open === null ? words : [...words, open];
}
