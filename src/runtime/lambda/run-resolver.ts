import type { Call } from '../call.js';
import { CallError } from '../errors.js';
import type { RequestDocument } from '../event.js';
import { logged, refuse } from '../log.js';
import { isRecord, own } from '../own.js';
import { refusal } from '../refusals.js';
import { chooseTenant, planStatement } from '../statement-plan.js';
import { runPlan } from '../statement-run.js';
import type { Manifest } from '../types.js';
import { createLambdaDatabase } from './lambda-database.js';
import type { LambdaCall, LambdaResolver } from './lambda-types.js';

type Field = Manifest['lambdas'][string];

/**
 * Runs a resolver of the user's, after its check.
 *
 * @throws CallError: what the resolver said with `fail`, what came of its SQL, or internal
 */
export async function runResolver(call: Call, resolver: LambdaResolver, field: Field, document: RequestDocument): Promise<unknown> {
  const name = document.statement;
  const mine = await allowed(call, field, document);
  if (field.check !== null) await runCheck(mine, field.check, document);
  return logged(mine, { statement: name, access: 'write' }, async () => {
    const result = (await resolver(lambdaCall(mine, document) as never)) ?? null;
    // AWS Lambda would fail the whole event on it.
    if (JSON.stringify(result) === undefined) throw new TypeError(`${name} returned what JSON has no form for`);
    return result;
  });
}

/** The call as the resolver's own SQL belongs to it: its tenant may be the one that the arguments name. */
async function allowed(call: Call, field: Field, { statement, parameters }: RequestDocument): Promise<Call> {
  try {
    const tenant = chooseTenant(call, field, parameters);
    return { ...call, caller: { ...call.caller, tenant }, tenantNamed: tenant !== call.caller.tenant };
  } catch (refused) {
    return refuse(call, statement, 1, refused);
  }
}

/** No row, no resolver. */
function runCheck(call: Call, check: string, document: RequestDocument): Promise<void> {
  return logged(call, { statement: check, access: 'read' }, async (meter) => {
    const statement = call.find(check);
    if (statement === undefined) throw new TypeError(`the manifest has no statement ${check}`);
    const { rows } = await runPlan(call, meter, planStatement(call, statement, { ...document, parts: [], orderBy: null, limit: null, nextToken: null }));
    if (rows.length === 0) throw refusal('not_found');
  });
}

function lambdaCall(call: Call, { statement, parameters }: RequestDocument): LambdaCall {
  const { userId, tenant, role } = call.caller;
  const parent = own(parameters, 'parent');
  const entries = Object.entries(parameters).filter(([key]) => key !== 'parent' || !isRecord(parent));
  return {
    arguments: Object.fromEntries(entries),
    parent: isRecord(parent) ? parent : null,
    caller: { userId, tenant, role },
    database: createLambdaDatabase(call, statement),
    fail(code, message, field) {
      throw new CallError(code, message, field ?? null);
    },
  };
}
