import type { Call } from './call.js';
import type { RequestDocument } from './event.js';
import type { Meter } from './log.js';
import { refusal, unknownPart } from './refusals.js';
import { checkArguments } from './statement-arguments.js';
import { partsOf, type PreparedStatement } from './statement-book.js';
import { planStatement, type StatementPlan } from './statement-plan.js';
import { onlyOne, runPlan, statementResult, valuesOf, type Rows, type Send } from './statement-run.js';
import type { ManifestTransaction } from './types.js';

type Step = ManifestTransaction['steps'][number] & { readonly prepared: PreparedStatement };
type StepRows = ReadonlyMap<string, Readonly<Record<string, unknown>> | null>;

/** A transaction of the spec, ready to run. */
export interface TransactionPlan {
  readonly steps: readonly Step[];
  readonly result: number;
  readonly document: RequestDocument;
}

/**
 * Refuses what can be refused before the transaction begins.
 *
 * @throws CallError
 */
export function planTransaction(call: Call, { steps, result }: ManifestTransaction, document: RequestDocument): TransactionPlan {
  const plan: TransactionPlan = { steps: steps.map((step) => ({ ...step, prepared: preparedStep(call, step.statement) })), result, document };
  const known = plan.steps.flatMap(({ prepared }) => partsOf(prepared));
  if (!document.parts.every((part) => known.includes(part))) throw unknownPart();
  const names = new Set(steps.flatMap(({ name }) => (name === null ? [] : [name])));
  checkArguments(plan.steps.map(({ prepared }) => new Map([...prepared.arguments].filter(([key]) => !names.has(key)))), document.parameters);
  for (const step of plan.steps) planStep(call, plan, step, new Map(), names);
  return plan;
}

function preparedStep({ book }: Call, name: string): PreparedStatement {
  const prepared = book.find(name);
  if (prepared === null) throw new TypeError(`the manifest has no statement ${name}`);
  return prepared;
}

/**
 * Runs the steps in order: each sees the rows of those before it that have a name.
 *
 * @throws CallError or DatabaseFailure, after which the transaction must be rolled back
 */
export async function runSteps(call: Call, plan: TransactionPlan, send: Send, meter: Meter): Promise<unknown> {
  const rows = new Map<string, Readonly<Record<string, unknown>> | null>();
  let answer: unknown = null;
  for (const [index, step] of plan.steps.entries()) {
    const ready = planStep(call, plan, step, rows, new Set());
    const found = await runPlan(ready, send, meter);
    if (step.rows === 'one' && found.rows.length === 0) throw refusal('not_found');
    if (step.name !== null) rows.set(step.name, stepRow(ready, found));
    if (index === plan.result) answer = stepResult(step, ready, found);
  }
  return answer;
}

function planStep({ book, caller }: Call, { document }: TransactionPlan, { prepared }: Step, rows: StepRows, pending: ReadonlySet<string>): StatementPlan {
  const parts = document.parts.filter((part) => partsOf(prepared).includes(part));
  return planStatement(prepared, book.manifest.manifest, caller, { ...document, parts, values: document.parameters, rows, pending });
}

function stepRow(plan: StatementPlan, { rows }: Rows): Readonly<Record<string, unknown>> | null {
  onlyOne(plan, rows);
  return rows[0] ?? null;
}

/** `rows` of the spec counts before what the SQL promises. */
function stepResult({ rows }: Step, plan: StatementPlan, found: Rows): unknown {
  if (rows === null) return statementResult(plan, found);
  const items = valuesOf(plan, found.rows);
  return rows === 'many' ? items : onlyOne(plan, items);
}
