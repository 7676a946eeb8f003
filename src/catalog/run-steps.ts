import type { Client } from 'pg';
import type { ObjectName } from '../parse/types.js';
import { refusalOf } from '../postgres/failure.js';
import type { SqlFailure } from '../postgres/types.js';
import type { Diagnostic } from '../source/types.js';
import { FailedNames } from './failed-names.js';
import { stepPrelude, type LoadStep } from './load-step.js';
import { serverDiagnostic } from './server-diagnostic.js';

/** Bodies may name what a later statement makes; they are checked when all is there. */
const opening = 'begin;\nset local check_function_bodies = off;\n';

/** What was left out before the server was asked. */
export interface LeftOut {
  /** Objects that refused statements would have made. */
  readonly objects: readonly ObjectName[];
  /** Texts that could not be read as SQL. */
  readonly texts: readonly string[];
}

/**
 * Runs all steps in one transaction and leaves it open: in one message if all is well. If the server refuses one, they
 * are run again one by one under savepoints, so that every mistake is reported at its own place. A step that only fails
 * for want of another's object is not reported. The failed names come back, for those who ask the server next.
 */
export async function runSteps(
  owner: Client, steps: readonly LoadStep[], leftOut: LeftOut,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly failed: FailedNames }> {
  const failed = new FailedNames(leftOut.texts);
  if (leftOut.objects.length === 0 && leftOut.texts.length === 0) {
    const failure = await attempt(owner, opening + steps.map((step, i) => `${stepPrelude(step, steps[i - 1])}${step.text}\n;\n`).join(''));
    if (failure === null) return { diagnostics: [], failed };
    await owner.query('rollback');
  }
  await owner.query(opening);
  return { diagnostics: await runSingly(owner, steps, leftOut.objects, failed), failed };
}

async function runSingly(owner: Client, steps: readonly LoadStep[], missing: readonly ObjectName[], failed: FailedNames): Promise<readonly Diagnostic[]> {
  const lost = new Set(missing.map((name) => nameKey(name, steps[0]?.home ?? '')));
  const diagnostics: Diagnostic[] = [];
  for (const step of steps) {
    const blocked = step.statement.needs.some((name) => lost.has(nameKey(name, step.home)));
    const refusal = blocked ? null : await runOne(owner, step, steps);
    if (!blocked && refusal === null) continue;
    if (refusal !== null && !failed.explains(refusal.failure)) diagnostics.push(refusal.diagnostic);
    if (refusal?.diagnostic.code === 'PGC152') continue; // what it would have made is there
    failed.add(step.statement);
    for (const name of step.statement.defines) lost.add(nameKey(name, step.home));
  }
  return diagnostics;
}

async function runOne(owner: Client, step: LoadStep, steps: readonly LoadStep[]): Promise<{ readonly failure: SqlFailure; readonly diagnostic: Diagnostic } | null> {
  const prelude = `savepoint pgcog_step;\n${stepPrelude(step)}`;
  const message = `${prelude}${step.text}\n;\nrelease savepoint pgcog_step`;
  const failure = await attempt(owner, message);
  if (failure === null) return null;
  await owner.query('rollback to savepoint pgcog_step');
  return { failure, diagnostic: serverDiagnostic(failure, step, { message, offset: prelude.length }, steps) };
}

/** Null if the server did it; throws for anything but the server's refusal. */
export async function attempt(client: Client, sql: string): Promise<SqlFailure | null> {
  try {
    await client.query(sql);
    return null;
  } catch (thrown) {
    const failure = refusalOf(thrown);
    return failure;
  }
}

/** Kinds are left out: a table is a type too. */
function nameKey(name: ObjectName, home: string): string {
  return JSON.stringify([name.schema ?? home, name.name]);
}
