import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.js';

/**
 * A colon before a letter, digit or underscore reads as a parameter in the runtime and in the Data API, wherever it
 * stands; statements are broken into lines and indented, so a line's end must not be in a name.
 */
const unsafe = /:[A-Za-z0-9_]|\{tenant\}|[\u0001-\u001f\u007f]/;

/** Non-ASCII is left alone; only what could be misread is escaped. */
function escaped(text: string, escape: (code: string) => string): string {
  return text.replaceAll(/[:{\u0001-\u001f\u007f]/g, (mark) => escape(mark.charCodeAt(0).toString(16).padStart(4, '0')));
}

/**
 * A name as SQL text for a statement's pieces: like `quoteIdentifier`, but a name with a colon, `{tenant}` or
 * a control character in it becomes a `U&"..."` identifier, so that neither can be taken for a placeholder.
 */
export function identifier(name: string): string {
  if (!unsafe.test(name)) return quoteIdentifier(name);
  return `U&"${escaped(name.replaceAll('\\', '\\\\').replaceAll('"', '""'), (code) => `\\${code}`)}"`;
}

/** A text constant for a statement's pieces; colons and `{tenant}` are written as escapes for the same reason. */
export function constant(text: string): string {
  if (!unsafe.test(text)) return quoteLiteral(text);
  return `E'${escaped(text.replaceAll('\\', '\\\\').replaceAll("'", "''"), (code) => `\\u${code}`)}'`;
}
