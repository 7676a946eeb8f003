import type { ResolverSql, Token } from '../../parse/types.js';
import { spanIn } from '../../source/source-text.js';
import type { Span } from '../../source/types.js';

const listEnds = /^(?:from|where|group|having|window|order|limit|offset|fetch|for|union|except|intersect|into)$/i;

/** Where each column of the result is written; null where `*` or the form of the statement keeps that from being told. */
export function columnPlaces(sql: ResolverSql): readonly Span[] | null {
  const tokens = sql.tokens.filter(({ kind, start }) => kind !== 'comment' && start < sql.end);
  const entries = entriesOf(outputList(withDepth(tokens)));
  if (entries.length === 0 || entries.some((entry) => entry.length === 0 || entry.at(-1)?.text === '*')) return null;
  return entries.map((entry) => spanIn(sql, entry[0]?.start ?? 0, entry.at(-1)?.end ?? sql.end));
}

interface Placed {
  readonly token: Token;
  readonly depth: number;
}

function withDepth(tokens: readonly Token[]): readonly Placed[] {
  let depth = 0;
  return tokens.map((token) => {
    if (/^[)\]]$/.test(token.text)) depth -= 1;
    const placed = { token, depth };
    if (/^[([]$/.test(token.text)) depth += 1;
    return placed;
  });
}

/** Behind the last RETURNING, else behind the main SELECT; WITH queries stand in parentheses. */
function outputList(all: readonly Placed[]): readonly Placed[] {
  const isWord = (word: string) => ({ token, depth }: Placed): boolean => depth === 0 && token.text.toLowerCase() === word;
  const returning = all.findLastIndex(isWord('returning'));
  const select = all.findIndex(isWord('select'));
  const start = returning >= 0 ? returning : select;
  if (start < 0) return [];
  const rest = all.slice(start + 1);
  const end = rest.findIndex(({ token, depth }) => depth === 0 && token.kind === 'keyword' && listEnds.test(token.text));
  return withoutDistinct(end < 0 ? rest : rest.slice(0, end));
}

/** `distinct on (...)`, `distinct`, `all` */
function withoutDistinct(list: readonly Placed[]): readonly Placed[] {
  const [first, second] = list.map(({ token }) => token.text.toLowerCase());
  if (first === 'all') return list.slice(1);
  if (first !== 'distinct') return list;
  if (second !== 'on') return list.slice(1);
  return list.slice(list.findIndex(({ token, depth }) => depth === 0 && token.text === ')') + 1);
}

function entriesOf(list: readonly Placed[]): readonly (readonly Token[])[] {
  if (list.length === 0) return [];
  const entries: Token[][] = [[]];
  for (const { token, depth } of list) {
    if (depth === 0 && token.text === ',') entries.push([]);
    else entries.at(-1)?.push(token);
  }
  return entries;
}
