import type { Call } from './call.js';
import type { RequestDocument } from './event.js';
import type { Meter } from './log.js';
import { invalidInput, refusal } from './refusals.js';
import { rerunSerialization } from './retry.js';
import type { StepRows } from './statement-parameters.js';
import { planStatement } from './statement-plan.js';
import { onlyOne, resultsOf, runPlan, timed } from './statement-run.js';
import { checkArguments } from './statement.js';
import type { ManifestTransaction } from './types.js';

/**
 * Runs `work` in a transaction, all of it or nothing; inside one, as a part of that. After a serialization failure or a
 * deadlock the whole runs again, three times at most.
 *
 * @param work sends one statement at a time
 * @throws what `work` throws
 */
export async function runTransaction<T>(call: Call, meter: Meter, work: (inside: Call) => Promise<T>): Promise<T> {
  const { transport, caller: { secret }, deadline } = call;
  if (call.transaction !== null) return work(call);
  return rerunSerialization(async () => {
    const transaction = await timed(meter, () => transport.begin(secret, deadline));
    try {
      const result = await work({ ...call, transaction, meter });
      await timed(meter, () => transport.commit(secret, transaction, deadline));
      return result;
    } catch (failure) {
      await timed(meter, () => transport.rollback(secret, transaction)).catch(() => undefined);
      throw failure;
    }
  }, 3, { deadline });
}

/**
 * Runs the steps of the spec in order: each sees the rows of those before it that have a name.
 *
 * @throws CallError or DatabaseFailure; before the transaction begins where that is possible
 */
export async function answerTransaction(call: Call, meter: Meter, { steps, result }: ManifestTransaction, document: RequestDocument): Promise<unknown> {
  const planned = steps.map((step) => {
    const statement = call.find(step.statement);
    if (statement === undefined) throw new TypeError(`the manifest has no statement ${step.statement}`);
    const parts = document.parts.filter((part) => statement.parts.includes(part));
    return { ...step, statement, plan: (rows: StepRows) => planStatement(call, statement, { ...document, parts }, rows) };
  });
  const statements = planned.map(({ statement }) => statement);
  const names = steps.flatMap(({ name }) => name ?? []);
  const known = document.parts.every((part) => statements.some(({ parts }) => parts.includes(part)));
  if (!known || names.some((name) => Object.hasOwn(document.parameters, name))) throw invalidInput('The request asks for what the transaction does not have.');
  checkArguments(statements, document.parameters);
  const pending = names.map((name) => [name, undefined] as const);
  for (const { plan } of planned) plan(new Map(pending));
  return runTransaction(call, meter, async (inside) => {
    const rows = new Map<string, Readonly<Record<string, unknown>> | null | undefined>(pending);
    let answer: unknown = null;
    for (const [index, step] of planned.entries()) {
      const plan = step.plan(rows);
      const found = await runPlan(inside, meter, plan);
      if (step.rows === 'one' && found.rows.length === 0) throw refusal('not_found');
      if (step.name !== null) rows.set(step.name, onlyOne(step.statement.name, found.rows));
      if (index === result) [answer] = resultsOf(plan, found, 1, step.rows ?? undefined);
    }
    return answer;
  });
}
