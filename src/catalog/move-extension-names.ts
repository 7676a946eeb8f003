import { splice } from '../parse/splice.js';
import type { Edit, Grammar, SplicedText, SqlStatement, Token } from '../parse/types.js';
import { unquoteIdentifier } from '../parse/identifier.js';
import { findAll, location } from './ast.js';
import type { InstalledExtensions } from './extensions.js';
import { fixedSchemas } from './scope.js';

/**
 * A statement with `public.citext` written as `extensions.citext`, where its extension went; null where nothing needs
 * it. Bodies of functions are rewritten too. A column is left alone, though its table be called `public`.
 */
export function moveExtensionNames(grammar: Grammar, statement: SqlStatement, installed: InstalledExtensions): SplicedText | null {
  const { text, ast, span } = statement;
  if (![...installed.formerSchemas].some((schema) => text.includes(schema))) return null;
  const columns = new Set(findAll(ast, 'ColumnRef').map((one) => location(one) - span.start));
  const edits = editsIn(grammar, text, installed).filter((edit) => !columns.has(edit.start));
  return edits.length === 0 ? null : splice(text, edits);
}

function editsIn(grammar: Grammar, text: string, installed: InstalledExtensions): readonly Edit[] {
  const tokens = grammar.scan(text).filter((token) => token.kind !== 'comment');
  return tokens.flatMap((token, i): readonly Edit[] => {
    if (token.kind === 'string') return bodyEdits(grammar, token, installed);
    return isFormerName(tokens, i, installed) ? [{ start: token.start, end: token.end, text: fixedSchemas.extensions }] : [];
  });
}

/** `public` of `public.citext` and of `OPERATOR(public.@>)`; not the middle of `a.public.b`. */
function isFormerName(tokens: readonly Token[], at: number, installed: InstalledExtensions): boolean {
  const [schema, dot, name] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (schema === undefined || dot?.text !== '.' || name === undefined || tokens[at - 1]?.text === '.') return false;
  return installed.formerSchemas.has(nameOf(schema)) && installed.memberNames.has(nameOf(name));
}

function nameOf(token: Token): string {
  return token.kind === 'operator' || token.kind === 'punctuation' ? token.text : unquoteIdentifier(token.text);
}

/** Inside a dollar-quoted body, which is text of the same language as far as names go. */
function bodyEdits(grammar: Grammar, token: Token, installed: InstalledExtensions): readonly Edit[] {
  const open = /^\$[^$]*\$/.exec(token.text)?.[0].length;
  if (open === undefined) return [];
  const body = token.text.slice(open, -open);
  return editsIn(grammar, body, installed).map((edit) => ({
    start: token.start + open + edit.start, end: token.start + open + edit.end, text: edit.text,
  }));
}
