import type { Call } from './call.js';
import { runCheck } from './check.js';
import { CallError } from './errors.js';
import type { RequestDocument } from './event.js';
import { createLambdaDatabase } from './lambda-database.js';
import type { LambdaCall, LambdaResolver } from './lambda-types.js';
import { logged } from './log.js';
import { isRecord, own } from './own.js';

/**
 * Runs a resolver of the user's, after its check.
 *
 * @throws CallError: what the resolver said with `fail`, what came of its SQL, or internal
 */
export async function runResolver(call: Call, resolver: LambdaResolver, document: RequestDocument): Promise<unknown> {
  const name = document.statement;
  const checked = await runCheck(call, name, document);
  return logged(checked, { statement: name, calls: 1 }, async () => {
    const result = (await resolver(lambdaCall(checked, document) as never)) ?? null;
    // AWS Lambda would fail the whole event on it.
    if (JSON.stringify(result) === undefined) throw new TypeError(`${name} returned what JSON has no form for`);
    return result;
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
