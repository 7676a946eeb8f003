import type { ResolverSql, Token } from '../../parse/types.js';

/**
 * Where the main statement begins behind a WITH clause: an offset into `sql.text`. 0 without WITH. Writes within WITH
 * are allowed at the top only, so whatever is put around the statement goes behind the clause.
 */
export function mainStart(sql: ResolverSql): number {
  const tokens = sql.tokens.filter((token) => token.kind !== 'comment');
  if (!is(tokens[0], 'with')) return 0;
  let at = is(tokens[1], 'recursive') ? 2 : 1;
  for (;;) {
    at = behindQuery(tokens, at);
    at = behindClause(tokens, at, 'search', 'set');
    at = behindClause(tokens, at, 'cycle', 'using');
    if (tokens[at]?.text !== ',') return tokens[at]?.start ?? 0;
    at += 1;
  }
}

const is = (token: Token | undefined, word: string): boolean => token?.text.toLowerCase() === word;

/** From the name of a query to behind its closing parenthesis. */
function behindQuery(tokens: readonly Token[], from: number): number {
  let at = from + 1;
  if (tokens[at]?.text === '(') at = behindBracket(tokens, at);
  while (at < tokens.length && tokens[at]?.text !== '(') at += 1;
  return behindBracket(tokens, at);
}

function behindBracket(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    if (tokens[at]?.text === '(') depth += 1;
    if (tokens[at]?.text === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/** `SEARCH ... SET name` and `CYCLE ... USING name`, where they follow. */
function behindClause(tokens: readonly Token[], from: number, first: string, last: string): number {
  if (!is(tokens[from], first)) return from;
  const end = tokens.findIndex((token, index) => index > from && is(token, last));
  return end < 0 ? from : end + 2;
}
