import { lexemes } from './lexemes.js';

/** Statements in the text, without empty ones: `select 1;` is one. A `BEGIN ATOMIC` body and a rule's actions are part of theirs. */
export function countStatements(sql: string): number {
  let count = 0;
  let words: string[] = [];
  let [brackets, blocks] = [0, 0];
  let empty = true;
  for (const { kind, text } of lexemes(sql)) {
    if (kind === 'semicolon' && brackets === 0 && blocks === 0) {
      [empty, words] = [true, []];
      continue;
    }
    if (empty) count++;
    empty = false;
    if (kind === 'open') brackets++;
    if (kind === 'close' && brackets > 0) brackets--;
    if (kind === 'word' && words.length < 4) words.push(text);
    if (kind === 'word' && brackets === 0 && makesRoutine(words)) blocks = depth(blocks, text);
  }
  return count;
}

function makesRoutine([create, or, replace, kind]: readonly string[]): boolean {
  const made = or === 'or' && replace === 'replace' ? kind : or;
  return create === 'create' && (made === 'function' || made === 'procedure');
}

function depth(now: number, word: string): number {
  if (word === 'begin') return now + 1;
  if (word === 'case' && now > 0) return now + 1;
  return word === 'end' && now > 0 ? now - 1 : now;
}
