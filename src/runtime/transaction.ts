import type { Call, Meter, RequestDocument } from './call.js';
import { pause } from './pause.js';
import { noSuch } from './refusals.js';
import { rerunSerialization } from './retry.js';
import type { StepRows } from './statement-parameters.js';
import { planStatement } from './statement-plan.js';
import { onlyOne } from './statement-results.js';
import { timed } from './statement-send.js';
import { argumentsOf, checkArguments, findStatement, partsOf, type Statement } from './statement.js';
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
  // Caught or not: there is no way back to where a part began.
  if (call.transaction) return work(call).catch((failure: unknown) => {
    call.spoil?.(failure);
    throw failure;
  });
  return rerunSerialization(async () => {
    const transaction = await timed(meter, () => transport.begin(secret, deadline));
    try {
      const result = await work({ ...call, transaction, meter });
      await timed(meter, () => transport.commit(secret, transaction, deadline));
      return result;
    } catch (failure) {
      // A statement that was given up may go on, and cannot be rolled back yet: the answer does not wait for that.
      await Promise.race([transport.rollback(secret, transaction).catch(() => undefined), pause(300)]);
      throw failure;
    }
  }, deadline);
}

/**
 * Runs the steps of the spec in order: each sees the rows of those before it that have a name.
 *
 * @throws CallError or DatabaseFailure; before the transaction begins where that is possible
 */
export async function answerTransaction(call: Call, meter: Meter, transaction: ManifestTransaction, document: RequestDocument): Promise<unknown> {
  const { parts, parameters } = document;
  const steps = transaction.steps.map((step) => ({ ...step, own: findStatement(call, step.statement) as Statement }));
  const pending = steps.map(({ name }) => [name ?? '', undefined] as const);
  for (const [name] of pending) if (Object.hasOwn(parameters, name)) throw noSuch('argument', null);
  checkArguments(steps.flatMap((step) => argumentsOf(step.own)), parameters);
  const plan = (step: typeof steps[number], rows: StepRows) => planStatement(call, step.own, { ...document, parts: parts.filter((part) => (partsOf(step.own) as readonly unknown[]).includes(part)) }, rows);
  for (const step of steps) plan(step, new Map(pending));
  return runTransaction(call, meter, async (inside) => {
    const rows = new Map<string, Readonly<Record<string, unknown>> | null | undefined>(pending);
    let answer: unknown;
    for (const [index, step] of steps.entries()) {
      const found = await plan(step, rows)(inside, meter, 1, step.rows ?? undefined);
      if (step.name) rows.set(step.name, onlyOne(found.rows));
      if (index === transaction.result) [answer] = found.results;
    }
    return answer;
  });
}
