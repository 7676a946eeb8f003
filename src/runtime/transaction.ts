import type { Call } from './call.js';
import { CallError } from './errors.js';
import type { RequestDocument } from './event.js';
import type { Meter } from './log.js';
import { invalidInput } from './refusals.js';
import { rerunSerialization } from './retry.js';
import type { StepRows } from './statement-parameters.js';
import { planStatement } from './statement-plan.js';
import { onlyOne, resultsOf, runPlan, timed } from './statement-run.js';
import { checkArguments, type Prepared } from './statement.js';
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
export async function answerTransaction(call: Call, meter: Meter, transaction: ManifestTransaction, document: RequestDocument): Promise<unknown> {
  const { parts, parameters } = document;
  const steps = transaction.steps.map((step) => ({ ...step, prepared: call.find(step.statement) as Prepared }));
  const all = steps.flatMap(({ prepared }) => prepared.parts);
  const pending = steps.map(({ name }) => [name ?? '', undefined] as const);
  if (!parts.every((part) => all.includes(part)) || pending.some(([name]) => Object.hasOwn(parameters, name))) throw invalidInput('The request asks for what the transaction does not have.');
  checkArguments(steps.flatMap(({ prepared }) => prepared.known), parameters);
  const plan = ({ prepared }: typeof steps[number], rows: StepRows) => planStatement(call, prepared, { ...document, parts: parts.filter((part) => prepared.parts.includes(part)) }, rows);
  for (const step of steps) plan(step, new Map(pending));
  return runTransaction(call, meter, async (inside) => {
    const rows = new Map<string, Readonly<Record<string, unknown>> | null | undefined>(pending);
    let answer: unknown;
    for (const [index, step] of steps.entries()) {
      const ready = plan(step, rows);
      const found = await runPlan(inside, meter, ready);
      if (step.rows === 'one' && found.rows.length === 0) throw new CallError('not_found');
      if (step.name !== null) rows.set(step.name, onlyOne(step.statement, found.rows));
      if (index === transaction.result) [answer] = resultsOf(ready, found, 1, step.rows ?? undefined);
    }
    return answer;
  });
}
