import type { Token } from './types.js';

/** What a bracket is: `array[` builds an array, `x[` picks from one. */
export type Bracket = 'paren' | 'json object' | 'array' | 'subscript';

/** A token that is no comment, with what stands around it. */
export interface PlacedToken {
  readonly token: Token;
  /** The innermost open bracket around it, or null. */
  readonly inside: Bracket | null;
  /** True where the token before ends an operand: what follows cannot be another one. */
  readonly afterOperand: boolean;
}

/** Tokens without comments, each with the brackets it stands in. */
export function placeTokens(tokens: readonly Token[]): readonly PlacedToken[] {
  const open: Bracket[] = [];
  const placed: PlacedToken[] = [];
  let previous: Token | null = null;
  for (const token of tokens) {
    if (token.kind === 'comment') continue;
    if (token.text === ')' || token.text === ']') open.pop();
    placed.push({ token, inside: open.at(-1) ?? null, afterOperand: previous !== null && endsOperand(previous) });
    if (token.text === '(' || token.text === '[') open.push(bracket(token, previous, open.at(-1) ?? null));
    previous = token;
  }
  return placed;
}

function bracket(token: Token, previous: Token | null, around: Bracket | null): Bracket {
  const before = previous?.text.toLowerCase() ?? '';
  if (token.text === '(') return previous?.kind === 'keyword' && /^json_object(?:agg)?$/u.test(before) ? 'json object' : 'paren';
  const nested = around === 'array' && (before === '[' || before === ',');
  return nested || (previous?.kind === 'keyword' && before === 'array') ? 'array' : 'subscript';
}

const reservedOperands = new Set([
  'null', 'true', 'false', 'end', 'current_date', 'current_time', 'current_timestamp', 'current_user', 'current_role',
  'current_catalog', 'localtime', 'localtimestamp', 'session_user', 'system_user', 'user',
]);

/** `value` and `zone` stand before an operand (`key VALUE x`, `AT TIME ZONE x`); other free keywords can be columns. */
function endsOperand(token: Token): boolean {
  const text = token.text.toLowerCase();
  if (token.kind === 'keyword') {
    return token.keyword === 'reserved' ? reservedOperands.has(text) : text !== 'value' && text !== 'zone';
  }
  return ['identifier', 'string', 'number', 'parameter'].includes(token.kind) || text === ')' || text === ']';
}
