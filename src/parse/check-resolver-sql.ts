import { error } from '../source/diagnostic.js';
import { spanIn } from '../source/source-text.js';
import type { Diagnostic, SourceText, Staged } from '../source/types.js';
import { renderResolverSql } from './render-resolver-sql.js';
import { placeTokens } from './resolver-tokens.js';
import { syntaxHint } from './syntax-hint.js';
import type { Grammar, ParameterUse, RawStatement, ResolverSql, SplicedText, SyntaxFault } from './types.js';

const allowed = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** The tag of the one statement, or null with what is wrong: with all parts first, then with none and with each alone. */
export function checkResolverSql(grammar: Grammar, sql: ResolverSql): Staged<string | null> {
  const whole = renderResolverSql(sql, placeholder(sql), { parts: 'all' });
  const { statements, fault } = grammar.parse(whole.text);
  if (fault !== null) return { value: null, diagnostics: [syntaxError(sql, whole.toSource(fault.at), fault, syntaxHint(grammar, whole.text, fault.at))] };
  const [first, second] = statements;
  if (first === undefined) return { value: null, diagnostics: [error('PGC120', 'there is no statement here', span(sql, 0, sql.end))] };
  const problem = second === undefined ? refusal(sql, first) : secondStatement(sql, whole, second);
  const diagnostics = problem === null ? partFaults(grammar, sql) : [problem];
  return { value: diagnostics.length > 0 ? null : first.tag, diagnostics };
}

/**
 * A number stands wherever a parameter may, and nowhere else: `$1` would do too much, since libpg-query takes it in more
 * places than PostgreSQL does, and with parentheses `in :ids` and `id :id` would read as a list and a call. Only what is
 * picked from (`:a[1]`) needs the parentheses.
 */
function placeholder(sql: ResolverSql): (use: ParameterUse) => string {
  return (use) => (use.rows ? ' (select null) ' : /^\s*[[.]/u.test(sql.text.slice(use.end)) ? ' (0) ' : ' 0 ');
}

function partFaults(grammar: Grammar, sql: ResolverSql): readonly Diagnostic[] {
  const names = [...new Set(sql.parts.map((part) => part.name))];
  if (names.length === 0) return [];
  const wishes = [
    { parts: new Set<string>(), how: 'without its optional parts' },
    ...names.map((name) => ({ parts: new Set([name]), how: `with part ${name} alone` })),
  ];
  const faults = wishes.flatMap(({ parts, how }) => {
    const text = renderResolverSql(sql, placeholder(sql), { parts });
    const parsed = grammar.parse(text.text);
    const problem = parsed.fault ?? (parsed.statements.length === 1 ? null : { message: 'it is not one statement', at: 0 });
    if (problem === null) return [];
    const at = text.toSource(problem.at);
    const hint = 'let every part be whole by itself, and begin the list with what is always there: where true';
    return [error('PGC126', `${how} the statement does not hold: ${problem.message}`, tokenSpan(sql, at), hint)];
  });
  return faults.slice(0, 1);
}

function refusal(sql: ResolverSql, statement: RawStatement): Diagnostic | null {
  const start = sql.tokens.find((token) => token.kind !== 'comment')?.start ?? 0;
  const place = span(sql, start, sql.tokens.find((token) => token.start === start)?.end ?? sql.end);
  if (statement.node['intoClause'] !== undefined) return error('PGC122', 'SELECT INTO makes a table', place, 'write a plain SELECT');
  if (allowed.has(statement.tag)) return null;
  const hint = statement.tag === 'CallStmt' ? 'list the procedure under functions:, or write a lambda: resolver'
    : statement.tag === 'TransactionStmt' ? 'each call is a transaction already; several statements go under transaction:'
      : 'a resolver runs SELECT, INSERT, UPDATE, DELETE, MERGE or VALUES; what changes the schema belongs into the template';
  return error('PGC122', 'this statement does not belong in a resolver', place, hint);
}

function secondStatement(sql: ResolverSql, whole: SplicedText, second: RawStatement): Diagnostic {
  const hint = 'write one resolver each, or list them under transaction:';
  return error('PGC121', 'a second statement begins here', tokenSpan(sql, whole.toSource(second.start)), hint);
}

function syntaxError(sql: ResolverSql, at: number, fault: SyntaxFault, way: string | null): Diagnostic {
  const use = sql.parameters.find((one) => one.start === at);
  if (use !== undefined) return misplaced(sql, use);
  const colon = placeTokens(sql.tokens).find(({ token }) => token.text === ':' && (token.start === at || token.end === at));
  if (colon === undefined) return error('PGC100', fault.message, tokenSpan(sql, at), way);
  const hint = colon.inside === 'subscript'
    ? 'inside [ ] a colon is a slice; put the parameter in parentheses: [(:i)]'
    : 'a parameter is a colon and a name right behind it: :status';
  return error('PGC128', 'this colon begins no parameter', tokenSpan(sql, colon.token.start), hint);
}

function misplaced(sql: ResolverSql, use: ParameterUse): Diagnostic {
  const before = sql.tokens.filter((token) => token.kind !== 'comment' && token.end <= use.start).at(-1);
  const written = sql.text.slice(use.start, use.end);
  const list = before?.text.toLowerCase() === 'in';
  const hint = list ? `write = any(${written}) for a list` : 'a parameter is one value; it cannot be a name, a keyword or a list';
  return error('PGC128', `${written} cannot stand here`, span(sql, use.start, use.end), hint);
}

/** The token at an offset; behind the last one, the end of that one. */
function tokenSpan(sql: ResolverSql, at: number) {
  const token = sql.tokens.find((one) => one.kind !== 'comment' && at >= one.start && at < one.end);
  return token === undefined ? span(sql, Math.min(at, sql.end), Math.min(at, sql.end)) : span(sql, token.start, token.end);
}

function span(sql: ResolverSql, start: number, end: number) {
  const source: SourceText = sql;
  return spanIn(source, start, end);
}
