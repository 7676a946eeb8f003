import type { Call, Meter, RequestDocument } from './call.js';
import { CallError, type DatabaseFailure } from './errors.js';
import { refuse } from './identity/read-caller.js';
import { own } from './own.js';
import { decodePageToken, pageLimit, pageOf } from './page.js';
import { noSuch } from './refusals.js';
import { fillGenerated } from './sql/fill-generated.js';
import { checkTenant } from './sql/tenant.js';
import { parameterValue, type StepRows } from './statement-parameters.js';
import { byParent, onlyOne } from './statement-results.js';
import { send } from './statement-send.js';
import { statementText } from './statement-text.js';
import { partsOf, type Statement } from './statement.js';
import type { Field, ManifestStatement, SqlParameter, Variant } from './types.js';
import { createRowReader } from './values/create-row-reader.js';
import { mayLackAForm } from './values/may-lack-a-form.js';

/**
 * Sends a planned statement, in the transaction that the call is in.
 *
 * @param parents of how many rows of another type it is; 1 unless it has a batch
 * @param kind instead of what the statement says of its rows
 * @throws DatabaseFailure; CallError not_found; TypeError for rows that are not as the manifest says
 */
export type Run = (inside: Call, meter: Meter, parents?: number, kind?: ManifestStatement['rows']) => Promise<{
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** What the statement's field gives, for each parent. */
  readonly results: readonly unknown[];
}>;

/**
 * Everything about a call that can be refused before SQL is sent, and the SQL.
 *
 * @throws CallError
 */
export function planStatement(call: Call, statement: Statement, document: RequestDocument, steps: StepRows = new Map()): Run {
  const { parts, parameters: values, orderBy = null, nextToken } = document;
  const tenant = chooseTenant(call, statement, values);
  const variant = chooseVariant(statement, call.caller.role, parts);
  const order = statement.orders.find(({ name }) => orderBy === null || name === orderBy);
  if (orderBy !== null && !order) throw noSuch('order', 'orderBy');
  const limit = pageLimit(statement, document);
  const { name: orderName = '', cursor = [] } = order ?? {};
  const text = statementText(variant.sql, parts, orderName, nextToken != null);
  const [sql, names] = fillGenerated(`/* ${statement.name} ${call.manifest.manifest} */ ${text}`, tenant);
  const parameters: SqlParameter[] = [];
  const bind = (name: string, value: () => SqlParameter['value']): unknown => names.has(name) && parameters.push({ name, value: value() });
  for (const parameter of statement.parameters) bind(parameter.name, () => parameterValue(parameter, values, steps, variant.parts));
  const binding = JSON.stringify([statement.name, tenant, orderName, parts, parameters]);
  const keys = limit && nextToken != null ? decodePageToken(nextToken, binding, cursor.length) : [];
  for (const [index, { parameter }] of cursor.entries()) bind(parameter, () => keys[index] as Field);
  if (limit) bind('limit', () => ({ longValue: limit + 1 }));
  return async (inside, meter, parents = 1, kind = statement.rows) => {
    meter.tenantNamed ||= tenant !== call.caller.tenant;
    meter.tenant = tenant;
    const { records, updated } = await send(inside, meter, { sql, parameters, access: statement.operation, longsAsText: true, columns: false }).catch((failure: DatabaseFailure) => {
      // Reported, with the columns that it may be: the service names neither row nor column.
      throw failure.kind === 'internal' ? new TypeError(`${failure.message}: ${statement.columns.flatMap(({ name, codec }) => (mayLackAForm(codec) ? name : []))}`) : failure;
    });
    // `~parent`, `~1`: columns that the generator put in; a relation's key may be hidden too, but travels on.
    const rows = records.map(createRowReader(statement.columns.filter(({ name }) => !name.startsWith('~')), variant.labels));
    const results = byParent(valuesOf(statement, rows), records, statement.batch !== null, parents).map((group) => {
      if (kind === 'none') return updated;
      if (limit) return pageOf(limit, cursor, binding, variant.labels, records, group);
      if (kind === 'one' && statement.batch === null && group.length === 0) throw new CallError('not_found');
      return kind === 'many' ? group : onlyOne(group);
    });
    return { rows, results };
  };
}

/**
 * The caller's own tenant; one that it names only where it has none, and the statement lets it. `allow` narrows before
 * anything is looked at; grants still decide.
 *
 * @throws CallError not_authorized
 */
export function chooseTenant({ caller: { role, tenant } }: Call, { allow, tenantArgument }: Pick<ManifestStatement, 'allow' | 'tenantArgument'>, values: Readonly<Record<string, unknown>>): string | null {
  const named = (tenantArgument === null ? null : own(values, tenantArgument)) ?? tenant;
  if ((tenant !== null && named !== tenant) || allow?.includes(role ?? '') === false) refuse();
  return named === null ? null : checkTenant(named);
}

function chooseVariant(statement: Statement, role: string | null, parts: RequestDocument['parts']): Variant {
  const { variants } = statement;
  const mine = variants.find(({ roles }) => roles?.includes(role ?? '')) ?? variants.find(({ roles }) => roles === null);
  const strange = parts.find((part) => !(mine?.parts as readonly unknown[] | undefined)?.includes(part));
  if (mine && strange === undefined) return mine;
  // Another role may write it.
  throw strange === undefined || (partsOf(statement) as readonly unknown[]).includes(strange) ? new CallError('not_authorized') : noSuch('part', null);
}

/** Rows, or their one value where that is the result. */
function valuesOf({ scalar, columns }: Statement, rows: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] {
  const name = scalar && columns.find(({ hidden }) => !hidden)?.name;
  return name ? rows.map((row) => row[name] ?? null) : rows;
}
