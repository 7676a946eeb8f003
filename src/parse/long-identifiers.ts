import { error, warning } from '../source/diagnostic.js';
import { spanIn } from '../source/source-text.js';
import type { Diagnostic, SourceText } from '../source/types.js';
import { unquoteIdentifier } from './identifier.js';
import { lexemeAt, type Lexeme } from './lexemes.js';

/** NAMEDATALEN - 1. */
const longest = 63;

/**
 * PostgreSQL cuts names over 63 bytes with no more than a notice. That is a warning in a template, where such SQL works,
 * and an error where two names become one by it.
 */
export function longIdentifiers(sql: SourceText): readonly Diagnostic[] {
  const kept = new Map<string, string>();
  return longLexemes(sql.text).map((lexeme) => {
    const name = unquoteIdentifier(sql.text.slice(lexeme.start, lexeme.end));
    const bytes = Buffer.from(name);
    const cut = bytes.subarray(0, longest).toString('hex');
    const other = kept.get(cut) ?? name;
    kept.set(cut, other);
    const span = spanIn(sql, lexeme.start, lexeme.end);
    const hint = `shorten it to ${longest} bytes`;
    const message = `this name has ${bytes.length} bytes, PostgreSQL keeps ${longest}`;
    return other === name ? warning('PGC103', message, span, hint) : error('PGC103', `${message}: it becomes the same as ${other}`, span, hint);
  });
}

/** A stretch that may be a long name; in most files there is none. A character has one byte to three. */
const mayBeLong = [/\b[\w$]{64}|"[^"]{62}/, /[\w$\u0080-\uffff]{22}|"[^"]{20}/] as const;

function longLexemes(text: string): readonly Lexeme[] {
  const found: Lexeme[] = [];
  if (!mayBeLong[/[\u0080-\uffff]/.test(text) ? 1 : 0].test(text)) return found;
  for (let at = 0; at < text.length; ) {
    const lexeme = lexemeAt(text, at);
    at = lexeme.end;
    if ((lexeme.kind !== 'word' && lexeme.kind !== 'identifier') || (lexeme.end - lexeme.start) * 3 <= longest) continue;
    if (Buffer.byteLength(unquoteIdentifier(text.slice(lexeme.start, lexeme.end))) > longest) found.push(lexeme);
  }
  return found;
}
