import type { Client } from 'pg';
import type { Config } from '../config/types.js';
import type { Grammar, Token } from '../parse/types.js';
import { info, warning } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import { pathSql } from './load-step.js';
import type { RawRoutine } from './routines.js';
import { fixedSchemas } from './scope.js';
import type { Spans } from './spans.js';

/** The path that text bodies are resolved by, in scratch, template and tenants alike. */
export function pinnedPath(schema: string): readonly string[] {
  return [schema, fixedSchemas.extensions, 'pg_temp'];
}

/**
 * Gives a search path to every function and procedure with a text body and none of its own, so that its names mean
 * this tenant's objects whoever calls it. Procedures with transaction control keep none: PostgreSQL forbids COMMIT
 * under a SET clause.
 */
export async function pinRoutines(owner: Client, routines: readonly RawRoutine[], grammar: Grammar): Promise<void> {
  const wanted = routines.filter((one) => !one.pinned && !controlsTransactions(grammar, one));
  if (wanted.length === 0) return;
  const statements = wanted.map((one) => `alter ${one.address} set search_path = ${pathSql(pinnedPath(one.schema))}`);
  await owner.query(['set local search_path = pg_catalog', ...statements].join(';\n'));
}

function controlsTransactions(grammar: Grammar, routine: RawRoutine): boolean {
  if (!routine.procedure || routine.language === 'sql') return false;
  const tokens = grammar.scan(routine.body).filter((token) => token.kind !== 'comment');
  return tokens.some((token, i) => endsTransaction(token, tokens[i - 1], tokens[i + 1]));
}

/** `COMMIT` or `ROLLBACK` at the start of a statement; `ROLLBACK TO` cannot stand in PL/pgSQL. */
function endsTransaction(token: Token, before: Token | undefined, after: Token | undefined): boolean {
  if (!/^(?:commit|rollback)$/i.test(token.text)) return false;
  const starts = before === undefined || before.text === ';' || before.text === '>>' || /^(?:begin|then|else|loop)$/i.test(before.text);
  return starts && after !== undefined && (after.text === ';' || /^and$/i.test(after.text));
}

/** What is worth saying about text bodies; `spans` as the loading found them. */
export function reviewRoutines(routines: readonly RawRoutine[], grammar: Grammar, spans: Spans, config: Config): readonly Diagnostic[] {
  const definers = routines.filter((one) => one.security_definer && !one.pinned && !controlsTransactions(grammar, one)).map((one) => {
    const path = pinnedPath(config.templateSchema).join(', ');
    return warning('PGC163', `${one.name} is SECURITY DEFINER without a search path of its own`, spans.object('pg_proc', one.oid),
      `it was given one; say so in its text: SET search_path = ${path}`);
  });
  const committing = routines.filter((one) => !one.pinned && controlsTransactions(grammar, one)).map((one) =>
    warning('PGC167', `procedure ${one.name} controls transactions, so it can have no search path`, spans.object('pg_proc', one.oid),
      'names in it are resolved by the caller\'s search path: write each with its schema'));
  return [...definers, ...committing, ...inlining(routines, spans)];
}

/** One line for all: it is advice, not a mistake. */
function inlining(routines: readonly RawRoutine[], spans: Spans): readonly Diagnostic[] {
  const inlinable = routines.filter((one) => one.inlinable);
  const first = inlinable[0];
  if (first === undefined) return [];
  const others = inlinable.length === 1 ? '' : ` and ${inlinable.length - 1} more`;
  return [info('PGC166', `SQL function ${first.name}${others} given a search path, which keeps PostgreSQL from inlining it`,
    spans.object('pg_proc', first.oid), 'write the body as BEGIN ATOMIC ... END or RETURN ...: its names are resolved once, when it is made')];
}
