import { parseFile } from '../../parse/parse-file.js';
import type { Grammar, SqlStatement } from '../../parse/types.js';
import { hasErrors } from '../../source/diagnostic.js';
import { spliceFile } from '../splice-file.js';
import type { Edited, Refusal, Splice, UserFile } from '../types.js';

/** Puts statements, with their semicolons, at the end of an SQL file. Statements that stand there already, letter for letter, are not put there again. */
export function appendSql(grammar: Grammar, file: UserFile, sql: string): Edited {
  const before = statementsOf(grammar, file);
  const wanted = statementsOf(grammar, { path: file.path, raw: sql, text: sql });
  if (wanted === null) throw new Error(`edit: ${sql} does not parse`);
  const splices = plan(grammar, file, sql);
  if ('kind' in splices) return splices;
  const proof = {
    holds: (after: UserFile) => {
      const said = statementsOf(grammar, after);
      return said !== null && before !== null && same(said, [...before, ...wanted]);
    },
    again: (after: UserFile) => plan(grammar, after, sql),
  };
  return spliceFile(file, splices, proof) ?? { kind: 'refused', reason: 'ends in a way that takes no further statement', at: file.text.length };
}

function plan(grammar: Grammar, file: UserFile, sql: string): readonly Splice[] | Refusal {
  const { text } = file;
  const statements = statementsOf(grammar, file);
  if (statements === null) return { kind: 'refused', reason: 'has a syntax error', at: 0 };
  if (text.includes(sql.trim())) return [];
  const last = statements.at(-1);
  const said = last === undefined ? 0 : text.slice(0, last.span.end).trimEnd().length;
  const open: readonly Splice[] = last === undefined || text.slice(last.span.end).trimStart().startsWith(';') ? [] : [{ start: said, end: said, text: ';' }];
  const gap = text.trim() === '' || text.endsWith('\n\n') ? '' : '\n';
  const added = text === '' || text.endsWith('\n') ? `${gap}${sql.trim()}\n` : `\n${gap}${sql.trim()}`;
  // A semicolon and what follows it may be wanted at one place.
  if (open.length > 0 && said === text.length) return [{ start: said, end: said, text: `;${added}` }];
  return [...open, { start: text.length, end: text.length, text: added }];
}

function statementsOf(grammar: Grammar, { path, text }: UserFile): readonly SqlStatement[] | null {
  const { value, diagnostics } = parseFile(grammar, { path, text });
  return hasErrors(diagnostics) ? null : value;
}

/** By their trees, without places: a comment may stand before another statement now. */
function same(a: readonly SqlStatement[], b: readonly SqlStatement[]): boolean {
  const shape = ({ tag, ast }: SqlStatement): string => tag + JSON.stringify(ast, (key, value: unknown) => (/location|_len$/u.test(key) ? 0 : value));
  return a.length === b.length && a.every((one, index) => shape(one) === shape(b[index] as SqlStatement));
}
