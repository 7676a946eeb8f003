import type { Client } from 'pg';
import type { Oid } from '../../catalog/types.js';
import type { SqlFailure } from '../../postgres/types.js';
import { askTogether } from './ask-together.js';

/** What the server says of a statement that it can prepare: types of its parameters, and of its result (null: no rows). */
export type Prepared =
  | { readonly kind: 'prepared'; readonly parameters: readonly Oid[]; readonly results: readonly Oid[] | null }
  /** `position` counts in the statement's own text. */
  | { readonly kind: 'refused'; readonly failure: SqlFailure };

const name = 'pgcog_describe';

/** PREPARE, look, DEALLOCATE: one message. `types` are SQL, `unknown` where the server shall find out. */
export async function prepareOnce(client: Client, sql: string, types: readonly string[]): Promise<Prepared> {
  const list = types.some((type) => type !== 'unknown') ? ` (${types.join(', ')})` : '';
  const head = `prepare ${name}${list} as `;
  const look = `select parameter_types::oid[]::int8[] as parameters, result_types::oid[]::int8[] as results from pg_prepared_statements where name = '${name}'`;
  const batch = await askTogether(client, [`${head}${sql}\n`, look, `deallocate ${name}`]);
  if (batch.kind === 'refused') {
    const { failure } = batch;
    const position = batch.statement === 0 && failure.position !== null ? Math.max(1, failure.position - head.length) : null;
    return { kind: 'refused', failure: { ...failure, position } };
  }
  const row = batch.results[1]?.[0];
  return { kind: 'prepared', parameters: oids(row?.['parameters']) ?? [], results: oids(row?.['results']) };
}

function oids(value: unknown): Oid[] | null {
  return Array.isArray(value) ? value.map(Number) : null;
}
