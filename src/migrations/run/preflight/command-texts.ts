import type { Grammar, Token } from '../../../parse/types.js';

const tokensOf = (grammar: Grammar, sql: string): readonly Token[] => grammar.scan(sql).filter(({ kind }) => kind !== 'comment');

const step = (depth: number, { text }: Token): number => depth + (/^[([]$/u.test(text) ? 1 : /^[)\]]$/u.test(text) ? -1 : 0);

/** A text cut at the commas that stand in no brackets. */
export function splitList(grammar: Grammar, sql: string): readonly string[] {
  let depth = 0;
  let from = 0;
  const parts: string[] = [];
  for (const token of tokensOf(grammar, sql)) {
    depth = step(depth, token);
    if (depth !== 0 || token.text !== ',') continue;
    parts.push(sql.slice(from, token.start).trim());
    from = token.end;
  }
  return [...parts, sql.slice(from).trim()];
}

/** What stands behind a word that is in no brackets, up to the next of `until`, or the end; null where the word is not there. */
export function behind(grammar: Grammar, sql: string, word: string, until: readonly string[] = []): string | null {
  let depth = 0;
  let from: number | null = null;
  for (const token of tokensOf(grammar, sql)) {
    depth = step(depth, token);
    const text = token.text.toLowerCase();
    if (depth !== 0 || token.kind === 'string' || token.text.startsWith('"')) continue;
    if (from === null && text === word) from = token.end;
    else if (from !== null && until.includes(text)) return sql.slice(from, token.start).trim();
  }
  return from === null ? null : sql.slice(from).trim();
}

/** What stands in the first brackets, without them; null where there are none. */
export function inBrackets(grammar: Grammar, sql: string): { readonly text: string; readonly end: number } | null {
  let depth = 0;
  let start: number | null = null;
  for (const token of tokensOf(grammar, sql)) {
    depth = step(depth, token);
    if (start === null && token.text === '(') start = token.end;
    else if (start !== null && depth === 0) return { text: sql.slice(start, token.start).trim(), end: token.end };
  }
  return null;
}
