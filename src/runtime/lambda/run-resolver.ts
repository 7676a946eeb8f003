import type { Call, RequestDocument } from '../call.js';
import { CallError } from '../errors.js';
import { logged } from '../log.js';
import { isRecord, own } from '../own.js';
import { chooseTenant, planStatement } from '../statement-plan.js';
import { findStatement } from '../statement.js';
import type { Manifest } from '../types.js';
import { createLambdaDatabase } from './lambda-database.js';
import type { LambdaCall, LambdaResolver } from './lambda-types.js';
import { until } from './until.js';
import { watchWrites } from './watch-writes.js';

type Field = Manifest['lambdas'][string];

/** Milliseconds behind a call's deadline, in which what the resolver waits for is rolled back. */
const afterwards = 250;

/**
 * Runs a resolver of the user's, after its check.
 *
 * @throws CallError: what the resolver said with `fail`, what came of its SQL, or internal
 */
export async function runResolver(call: Call, resolver: LambdaResolver, field: Field, document: RequestDocument): Promise<unknown> {
  const name = document.statement;
  // Its own SQL runs for the tenant that the arguments name.
  const tenant = chooseTenant(call, field, document.parameters);
  const mine = { ...call, caller: { ...call.caller, tenant }, tenantNamed: tenant !== call.caller.tenant };
  if (field.check !== null) await runCheck(mine, field.check, document);
  const writes = watchWrites(mine.transport);
  return logged(mine, name, 'write', async () => {
    try {
      const result = (await until(call.deadline + afterwards, () => resolver(lambdaCall({ ...mine, transport: writes.transport }, document) as never))) ?? null;
      // AWS Lambda would fail the whole event on it.
      if (JSON.stringify(result) === undefined) throw new TypeError(`${name} returned what JSON has no form for`);
      return result;
    } catch (failure) {
      // What it wrote before would be written twice.
      if (!(failure instanceof CallError) || !writes.any()) throw failure;
      throw new CallError(failure.code, failure.message, failure.field, false, failure.sqlstate);
    }
  });
}

/** No row, no resolver. A check has not found what is asked for; a caller's `standing` is not what the token says. */
function runCheck(call: Call, check: string, document: RequestDocument): Promise<void> {
  return logged(call, check, 'read', async (meter) => {
    const statement = findStatement(call, check);
    if (statement === undefined) throw new TypeError(`the manifest has no statement ${check}`);
    const run = planStatement(call, statement, { ...document, parts: [], orderBy: null, limit: null, nextToken: null });
    const { rows } = await run(call, meter);
    if (rows.length === 0) throw new CallError(check.endsWith('/standing') ? 'not_authorized' : 'not_found');
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
