import { error, hasErrors } from '../source/diagnostic.js';
import { spanIn } from '../source/source-text.js';
import type { Diagnostic, SourceText, Staged } from '../source/types.js';
import { checkResolverSql } from './check-resolver-sql.js';
import { longIdentifiers } from './long-identifiers.js';
import { readOptionalParts } from './read-optional-parts.js';
import { readParameters } from './read-parameters.js';
import { statementTooLarge, textTooLong } from './resolver-size.js';
import type { Grammar, ResolverSql, Token } from './types.js';

/**
 * Reads the SQL of a resolver or of one step: exactly one statement that reads or writes rows, with `:name` parameters
 * and optional parts (rules: the tool's page on resolver SQL). The statement must be well formed with all its parts,
 * with each alone, and without any. `value` is null where there is an error.
 */
export function readResolverSql(grammar: Grammar, sql: SourceText): Staged<ResolverSql | null> {
  const long = textTooLong(sql);
  if (long.length > 0) return refused(long);
  const fault = grammar.scanFault(sql.text);
  if (fault !== null) return refused([error('PGC100', fault.message, spanIn(sql, fault.at, fault.at + 1), fault.message.startsWith('unterminated') ? 'what begins here is never closed' : null)]);
  const tokens = grammar.scan(sql.text);
  const end = statementEnd(tokens);
  if (end === 0) return refused([error('PGC120', 'there is no statement here', spanIn(sql, 0, sql.text.length), 'write one SELECT, INSERT, UPDATE, DELETE or MERGE')]);
  const parts = readOptionalParts(tokens, sql);
  const parameters = readParameters(tokens, parts.value, sql);
  const large = statementTooLarge(sql, tokens, parameters.value, parts.value);
  if (large.length > 0) return refused(large);
  const diagnostics = [...parts.diagnostics, ...parameters.diagnostics, ...longIdentifiers(sql).map(asError)];
  const read: ResolverSql = {
    kind: 'resolver sql', file: sql.file, text: sql.text, segments: sql.segments, tag: 'SelectStmt', end, tokens,
    parameters: parameters.value,
    parts: parts.value.filter((part) => part.markerStart < end).map((part) => ({ ...part, end: Math.min(part.end, end) })),
  };
  if (hasErrors(diagnostics)) return refused(diagnostics);
  const checked = checkResolverSql(grammar, read);
  return { value: checked.value === null ? null : { ...read, tag: checked.value }, diagnostics: checked.diagnostics };
}

/** In a resolver a name that PostgreSQL cuts is a name that the template does not have as written. */
function asError(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'error' };
}

function refused(diagnostics: readonly Diagnostic[]): Staged<null> {
  return { value: null, diagnostics };
}

/** End of the last token that says something: comments and closing semicolons do not. */
function statementEnd(tokens: readonly Token[]): number {
  return tokens.filter((token) => token.kind !== 'comment' && token.text !== ';').at(-1)?.end ?? 0;
}
