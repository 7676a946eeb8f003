import type { Call } from './call.js';
import { CallError } from './errors.js';
import type { Meter } from './log.js';
import { pageOf } from './page.js';
import type { Plan } from './statement-plan.js';
import type { ManifestStatement, StatementRequest, StatementResult } from './types.js';

/** Rows of a statement, read, and as they came. */
export interface Rows extends StatementResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Adds the time that the database took to the meter, also where it refuses. */
export async function timed<T>(meter: Meter, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    meter.dataApi += performance.now() - start;
  }
}

/** Sends a statement as the caller, in the call's transaction where there is one. @throws DatabaseFailure */
export function send(call: Call, meter: Meter, request: Pick<StatementRequest, 'sql' | 'parameters' | 'access' | 'longsAsText' | 'columns'>): Promise<StatementResult> {
  const { transport, transaction, deadline, caller: { secret } } = call;
  return call.turn(() => timed(meter, async () => {
    const result = await transport.execute({ ...request, secret, transaction, deadline });
    meter.bytes += result.bytes;
    meter.rows += result.records.length || result.updated;
    return result;
  }));
}

/**
 * Runs a plan.
 *
 * @throws DatabaseFailure; UnreadableValue for rows that are not as the manifest says
 */
export async function runPlan(call: Call, meter: Meter, { statement, variant, sql, parameters, tenant }: Plan): Promise<Rows> {
  meter.tenantNamed ||= tenant !== call.caller.tenant;
  meter.tenant = tenant;
  const result = await send(call, meter, { sql, parameters, access: statement.operation, longsAsText: statement.longsAsText, columns: false });
  return { ...result, rows: result.records.map(variant.read) };
}

/**
 * What the field of a statement gives, for each of its parents: `~parent` counts them from 1. A statement without
 * parents has one.
 *
 * @throws CallError not_found where there must be a row; TypeError for rows that nobody or too many ask for
 */
export function resultsOf({ statement, variant, page }: Plan, { records, rows, updated }: Rows, parents: number, kind: ManifestStatement['rows'] = statement.rows): readonly unknown[] {
  const { name, batch, scalar, columns } = statement;
  if (kind === 'none') return [updated];
  const value = scalar ? columns.find(({ hidden }) => !hidden)?.name : undefined;
  const groups = Array.from({ length: parents }, (): unknown[] => []);
  rows.forEach((row, index) => {
    const group = groups[batch === null ? 0 : ordinal(records[index]?.[variant.labels.indexOf('~parent')]) - 1];
    if (group === undefined) throw new TypeError(`a row of ${name} belongs to nobody`);
    group.push(value === undefined ? row : (row[value] ?? null));
  });
  return groups.map((group) => {
    if (page !== null) return pageOf(page, variant.labels, records, group);
    if (kind === 'many') return group;
    if (group.length === 0 && kind === 'one' && batch === null) throw new CallError('not_found');
    return onlyOne(name, group);
  });
}

/** The row where there is one at most; any of several would be a guess. */
export function onlyOne<T>(name: string, rows: readonly T[]): T | null {
  if (rows.length > 1) throw new TypeError(`${name} has more than one row`);
  return rows[0] ?? null;
}

function ordinal(field: { readonly longValue?: number; readonly stringValue?: string } | undefined): number {
  return Number(field?.longValue ?? field?.stringValue);
}
