import type { Client } from 'pg';
import type { Oid } from '../../catalog/types.js';
import { renderResolverSql } from '../../parse/render-resolver-sql.js';
import type { ParameterUse, ResolverSql, Token } from '../../parse/types.js';
import { error } from '../../source/diagnostic.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic } from '../../source/types.js';
import { prepareOnce } from '../describe/prepare-once.js';

export interface FrozenInput {
  readonly client: Client;
  readonly sql: ResolverSql;
  readonly placeholder: (use: ParameterUse) => string;
  /** Types of `$1`, `$2` ... as SQL. */
  readonly types: readonly string[];
}

const frozenWord = /\b(now|today|tomorrow|yesterday)\b/i;
const wayOut: Readonly<Record<string, string>> = { now: 'now()', today: 'current_date', tomorrow: 'current_date + 1', yesterday: 'current_date - 1' };
/** date, time, timestamp, timestamptz, timetz */
const dateTypes: ReadonlySet<Oid> = new Set([1082, 1083, 1114, 1184, 1266]);
const dateNames = new Set(['date', 'time', 'timetz', 'timestamp', 'timestamptz']);

/**
 * Literals such as `'now'` that are read as a date or time: the server turns them into a constant when the statement is
 * prepared, and prepared statements live on. What type a literal is read as, the server tells for a `$n` in its place.
 */
export async function frozenConstants(input: FrozenInput): Promise<readonly Diagnostic[]> {
  const literals = input.sql.tokens.filter((token) => token.kind === 'string' && frozenWord.test(token.text));
  if (literals.length === 0) return [];
  const cast = literals.filter((token) => castType(input, token) !== null);
  const frozen = cast.filter((token) => dateNames.has(castType(input, token) ?? ''));
  const open = literals.filter((token) => !cast.includes(token));
  return [...frozen, ...(await readAsDate(input, open))].map((token) => frozenError(input.sql, token));
}

/** The type right behind or before a literal: `'now'::date`, `timestamp 'now'`. */
function castType({ sql }: FrozenInput, literal: Token): string | null {
  const tokens = sql.tokens.filter((token) => token.kind !== 'comment');
  const index = tokens.indexOf(literal);
  const behind = tokens[index + 1]?.text === '::' ? tokens[index + 2] : undefined;
  const before = tokens[index - 1];
  if (behind !== undefined) return behind.text.toLowerCase();
  const word = before?.text.toLowerCase() ?? '';
  if (dateNames.has(word)) return word;
  return word === 'zone' ? 'timestamptz' : null;
}

async function readAsDate(input: FrozenInput, literals: readonly Token[]): Promise<readonly Token[]> {
  if (literals.length === 0) return [];
  const from = input.types.length + 1;
  const edits = literals.map((token, index) => ({ start: token.start, end: token.end, text: `$${from + index}` }));
  const text = renderResolverSql(input.sql, input.placeholder, { parts: 'all', edits });
  const answer = await prepareOnce(input.client, text.text, [...input.types, ...literals.map(() => 'unknown')]);
  if (answer.kind === 'refused') return [];
  return literals.filter((_, index) => dateTypes.has(answer.parameters[from - 1 + index] ?? 0));
}

function frozenError(sql: ResolverSql, token: Token): Diagnostic {
  const word = frozenWord.exec(token.text)?.[1]?.toLowerCase() ?? 'now';
  return error('PGC222', `${token.text} becomes a constant when the statement is prepared`, spanIn(sql, token.start, token.end), `write ${wayOut[word] ?? 'now()'}`);
}
