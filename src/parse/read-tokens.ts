import { utf8Offsets } from '../source/positions.js';
import type { Token } from './types.js';

/** A token as libpg-query's scanner gives it: UTF-8 bytes. */
export interface RawToken {
  readonly start: number;
  readonly end: number;
  readonly keywordName: string;
}

const keywords: Readonly<Record<string, Token['keyword']>> = {
  RESERVED_KEYWORD: 'reserved',
  TYPE_FUNC_NAME_KEYWORD: 'type or function',
  COL_NAME_KEYWORD: 'column',
  UNRESERVED_KEYWORD: 'unreserved',
};

/**
 * The scanner's tokens with UTF-16 offsets. Kinds are told by the text, which cannot change, and not by token numbers,
 * which change with every version of PostgreSQL's grammar.
 */
export function readTokens(raw: readonly RawToken[], text: string): readonly Token[] {
  const offset = utf8Offsets(text);
  return raw.map((token) => {
    const [start, end] = [offset(token.start), offset(token.end)];
    const written = text.slice(start, end);
    const keyword = keywords[token.keywordName] ?? null;
    return { kind: kindOf(written, keyword), text: written, keyword, start, end };
  });
}

function kindOf(text: string, keyword: Token['keyword']): Token['kind'] {
  if (keyword !== null) return 'keyword';
  if (/^(?:--|\/\*)/u.test(text)) return 'comment';
  if (/^(?:[ebxn]?'|u&'|\$(?:[^\d$][^$]*)?\$)/iu.test(text)) return 'string';
  if (/^\$\d/u.test(text)) return 'parameter';
  if (/^\.?\d/u.test(text)) return 'number';
  if (/^[\p{L}_"\u0080-\u{10ffff}]/u.test(text)) return 'identifier';
  return /^[()[\],;.:]$/u.test(text) || text === '..' || text === '::' || text === ':=' ? 'punctuation' : 'operator';
}
