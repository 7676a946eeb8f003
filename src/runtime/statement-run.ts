import type { Call } from './call.js';
import { logged, type Meter, type Subject } from './log.js';
import { pageResult } from './page-result.js';
import { refusal } from './refusals.js';
import type { StatementPlan } from './statement-plan.js';
import type { Field, StatementRequest, StatementResult } from './types.js';

/** A place to send statements to: the database, or one transaction. */
export type Send = (request: Pick<StatementRequest, 'sql' | 'parameters' | 'access' | 'longsAsText' | 'columns'>, meter: Meter) => Promise<StatementResult>;

/** Rows of a statement, read. */
export interface Rows {
  readonly records: readonly (readonly Field[])[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly updated: number;
}

/** How a call's statements are sent, and who hears of them. */
export interface Runner {
  readonly send: Send;
  /** Runs what sends one statement or transaction. @throws CallError, and nothing else */
  measure<T>(subject: Subject, work: (meter: Meter) => Promise<T>): Promise<T>;
}

/** Runs outside transactions: each statement is one of its own and has its own line in the log. */
export function runAlone(call: Call): Runner {
  const { transport, caller: { secret }, deadline } = call;
  return {
    send: (request, meter) => metered(meter, () => transport.execute({ ...request, secret, transaction: null, deadline })),
    measure: (subject, work) => logged(call, subject, work),
  };
}

/** Adds what a statement took to the meter. */
export async function metered(meter: Meter, execute: () => Promise<StatementResult>): Promise<StatementResult> {
  const result = await timed(meter, execute);
  meter.bytes += result.bytes;
  meter.rows += result.records.length || result.updated;
  return result;
}

/** Adds the time that the database took, also where it refuses. */
export async function timed<T>(meter: Meter, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    meter.dataApi += performance.now() - start;
  }
}

/**
 * Runs a plan.
 *
 * @throws CallError or DatabaseFailure; UnreadableValue for rows that are not as the manifest says
 */
export async function runPlan(plan: StatementPlan, send: Send, meter: Meter): Promise<Rows> {
  const { prepared, variant, sql, parameters } = plan;
  meter.tenant = plan.tenant;
  meter.tenantNamed ||= plan.tenantNamed;
  const request = { sql, parameters, access: prepared.statement.operation, longsAsText: prepared.longsAsText, columns: false };
  const { records, updated } = await send(request, meter);
  return { records, updated, rows: records.map(variant.read) };
}

/** What the field of a statement gives. */
export function statementResult(plan: StatementPlan, { records, rows, updated }: Rows): unknown {
  const { statement } = plan.prepared;
  if (statement.rows === 'none') return updated;
  const items = valuesOf(plan, rows);
  const { page } = plan;
  if (page !== null) return pageResult({ ...plan, page }, records, items);
  if (statement.rows === 'many') return items;
  if (items.length === 0 && statement.rows === 'one') throw refusal('not_found');
  return onlyOne(plan, items);
}

/** Rows, or their one value where that is the result. */
export function valuesOf({ prepared }: StatementPlan, rows: Rows['rows']): readonly unknown[] {
  const { scalar, columns } = prepared.statement;
  const column = scalar ? columns.find(({ hidden }) => !hidden) : undefined;
  return column === undefined ? rows : rows.map((row) => row[column.name] ?? null);
}

/** The row of a statement that has one at most; any of several would be a guess. */
export function onlyOne(plan: StatementPlan, items: readonly unknown[]): unknown {
  if (items.length > 1) throw new TypeError(`${plan.prepared.name} has more than one row`);
  return items[0] ?? null;
}
