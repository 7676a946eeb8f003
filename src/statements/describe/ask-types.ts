import type { Client } from 'pg';
import type { Catalog, Oid } from '../../catalog/types.js';
import { renderResolverSql } from '../../parse/render-resolver-sql.js';
import type { Grammar, ResolverSql, SplicedText } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { SqlFailure } from '../../postgres/types.js';
import { typeText } from '../codec/type-text.js';
import type { DeclaredTypes, Occurrence } from './occurrence.js';
import { prepareOnce } from './prepare-once.js';

export interface DescribeInput {
  readonly client: Client;
  readonly catalog: Catalog;
  readonly grammar: Grammar;
  readonly sql: ResolverSql;
  /** One for each of the statement's parameters, in their order. */
  readonly occurrences: readonly Occurrence[];
  readonly declared: DeclaredTypes;
}

/** The server's refusal, with the text it is about. */
export interface Refused {
  readonly kind: 'refused';
  readonly failure: SqlFailure;
  readonly text: SplicedText;
}

/** The statement with all its parts and something in the place of each parameter; `schema` stands for `{tenant}`. */
export function withPlaceholders(sql: ResolverSql, occurrences: readonly Occurrence[], placeholder: (index: number) => string, schema: string): SplicedText {
  return renderResolverSql(sql, (use) => {
    const index = occurrences.findIndex((one) => one.use === use);
    const inner = placeholder(index);
    return occurrences[index]?.wrap?.(inner).replaceAll('{tenant}', schema) ?? inner;
  }, { parts: 'all' });
}

/** A type as the scratch server reads it. */
export function scratchType(catalog: Catalog, oid: Oid): string {
  return typeText(catalog, oid, -1).replaceAll('{tenant}', quoteIdentifier(catalog.templateSchema));
}

/**
 * Prepares until every `$n` has a type, null in the place of those that have none. A slot is what shares one `$n`;
 * numbers leave no gap, as the server wants a type for each number below the last.
 */
export async function askTypes(
  input: DescribeInput, slotAt: (index: number) => string, silent: (index: number) => boolean, castAt: (index: number) => string | null,
): Promise<Refused | { readonly kind: 'answered'; readonly types: ReadonlyMap<string, Oid> }> {
  const untyped = new Set<string>();
  for (;;) {
    const asked = input.occurrences.map((one, index) => ({ key: one.key, slot: slotAt(index), index })).filter(({ slot, index }) => !untyped.has(slot) && !silent(index));
    const slots = [...new Set(asked.map(({ slot }) => slot))];
    const types = slots.map((slot) => declaredType(input, asked.find((one) => one.slot === slot)?.key ?? ''));
    const spoken = new Set(asked.map(({ index }) => index));
    const sent = withPlaceholders(input.sql, input.occurrences, (index) => {
      if (!spoken.has(index)) return 'null';
      const placeholder = `$${slots.indexOf(slotAt(index)) + 1}`;
      const cast = castAt(index);
      return cast === null ? placeholder : `(${placeholder}::${cast})`;
    }, quoteIdentifier(input.catalog.templateSchema));
    const answer = await prepareOnce(input.client, sent.text, types);
    if (answer.kind === 'prepared') return { kind: 'answered', types: typesBySlot(slots, answer.parameters) };
    const slot = slots[untypedParameter(answer.failure) - 1];
    if (slot === undefined) return { kind: 'refused', failure: answer.failure, text: sent };
    untyped.add(slot);
  }
}

function declaredType(input: DescribeInput, key: string): string {
  const type = input.declared.get(key);
  return type === undefined ? 'unknown' : scratchType(input.catalog, type);
}

function typesBySlot(slots: readonly string[], types: readonly Oid[]): ReadonlyMap<string, Oid> {
  return new Map(slots.flatMap((slot, index): [string, Oid][] => (types[index] === undefined ? [] : [[slot, types[index]]])));
}

/** `could not determine data type of parameter $3`; the number is the same in every language. 0 for any other failure. */
function untypedParameter(failure: SqlFailure): number {
  return failure.sqlState === '42P18' ? Number(/\$(\d+)/.exec(failure.message)?.[1] ?? 0) : 0;
}
