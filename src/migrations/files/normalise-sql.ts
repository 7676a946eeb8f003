import { foldCase } from '../../parse/identifier.js';
import { lexemeAt } from '../../parse/lexemes.js';

/** Characters of PostgreSQL's operators, and of `::` and `:=`. */
const operators = '-+*/<>=~!@#%^&|`?:';

/**
 * The tokens of a statement as far as they mean something: without comments and blanks, words outside of quotes in small
 * letters. Texts with the same tokens are the same to PostgreSQL.
 */
export function normaliseSql(text: string): readonly string[] {
  const tokens: string[] = [];
  let symbolsTo = -1;
  for (let at = 0; at < text.length; ) {
    const { kind, start, end } = lexemeAt(text, at);
    at = end;
    if (kind === 'space' || kind === 'comment') continue;
    const written = text.slice(start, end);
    const symbol = kind === 'symbol' && operators.includes(written);
    // `< =` is not `<=`: characters of operators that touch are one token.
    if (symbol && symbolsTo === start) tokens.push(`${tokens.pop() ?? ''}${written}`);
    else tokens.push(kind === 'word' ? foldCase(written) : written);
    symbolsTo = symbol ? end : -1;
  }
  return tokens;
}
