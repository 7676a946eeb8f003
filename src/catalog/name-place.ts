import { foldCase } from '../parse/identifier.js';
import { lexemeAt } from '../parse/lexemes.js';
import type { SqlStatement } from '../parse/types.js';
import type { Span } from '../source/types.js';

/** Offset of a name in a statement, quoted or not, as a word of its own; -1 if it does not stand there. */
export function findName(text: string, name: string): number {
  const quoted = text.indexOf(`"${name.replaceAll('"', '""')}"`);
  if (quoted >= 0) return quoted;
  const [folded, wanted] = [foldCase(text), foldCase(name)];
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
    if (!partOfWord.test(text[at - 1] ?? ' ') && !partOfWord.test(text[at + wanted.length] ?? ' ')) return at;
  }
  return -1;
}

/** Behind or before one of these, the letters are part of another word or of a text. */
const partOfWord = /[\w$"'\u0080-\uffff]/;

/** A token of a statement by its offset there; the end of the statement where the offset is behind it. */
export function tokenSpan(statement: SqlStatement, at: number): Span {
  const { file, start } = statement.span;
  const end = at < statement.text.length ? lexemeAt(statement.text, at).end : at;
  return { file, start: start + at, end: start + Math.max(end, at) };
}

/** The name that a statement defines, where it stands; else the statement's first word. */
export function headSpan(statement: SqlStatement): Span {
  const name = statement.defines[0]?.name;
  const at = name === undefined ? -1 : findName(statement.text, name);
  const last = name === undefined || at >= 0 ? at : findName(statement.text, name.split('.').at(-1) ?? name);
  return tokenSpan(statement, Math.max(0, last));
}
