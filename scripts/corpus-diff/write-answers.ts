import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PairResult } from './run-pairs.js';

/** Writes down what was answered to the questions of each pair, as `Answers` by the pair's name. @returns where */
export function writeAnswers(results: readonly PairResult[]): string {
  const path = join(tmpdir(), 'pgcog-corpus-diff-answers.json');
  const given = results.filter(({ answers }) => answers !== null).map(({ name, answers }) => [name, answers] as const);
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(given), null, 1)}\n`);
  return path;
}
