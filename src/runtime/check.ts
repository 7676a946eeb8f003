import type { Call } from './call.js';
import type { RequestDocument } from './event.js';
import { own } from './own.js';
import { refusal } from './refusals.js';
import { planStatement } from './statement-plan.js';
import { runAlone, runPlan } from './statement-run.js';

/**
 * Runs the check of a Lambda resolver as the caller: no row, no resolver.
 *
 * @returns the call that the resolver's own SQL belongs to: its tenant may be the one that the arguments name
 * @throws CallError not_found, or why the check could not run
 */
export async function runCheck(call: Call, name: string, { parameters }: RequestDocument): Promise<Call> {
  const { book, caller } = call;
  const check = own(book.manifest.checks, name);
  if (check === undefined) return call;
  const { send, measure } = runAlone(call);
  return measure({ statement: check, calls: 1, access: 'read' }, async (meter) => {
    const prepared = book.find(check);
    if (prepared === null) throw new TypeError(`the manifest has no statement ${check}`);
    const plan = planStatement(prepared, book.manifest.manifest, caller, { values: parameters, parts: [], orderBy: null, limit: null, nextToken: null });
    const { rows } = await runPlan(plan, send, meter);
    if (rows.length === 0) throw refusal('not_found');
    return { ...call, caller: { ...caller, tenant: plan.tenant }, tenantNamed: plan.tenantNamed };
  });
}
