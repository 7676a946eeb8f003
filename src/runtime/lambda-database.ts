import type { Call } from './call.js';
import { documentOf } from './lambda-document.js';
import type { LambdaDatabase } from './lambda-types.js';
import { answerFor, logged, type Meter } from './log.js';
import { own } from './own.js';
import { prettify } from './prettify.js';
import { answerDocument, findTarget, requireTarget } from './statement-answer.js';
import { runAlone, type Runner, type Send } from './statement-run.js';
import { cutSql, fillTenant, heading } from './statement-text.js';
import { runTransaction } from './transaction-run.js';
import { toParameters } from './values/to-parameters.js';

/**
 * The database of one Lambda resolver's call.
 *
 * @param name of the resolver: its SQL is logged as `<name>/query`
 */
export function createLambdaDatabase(call: Call, name: string): LambdaDatabase {
  return databaseOn(call, name, runAlone(call), false);
}

function databaseOn(call: Call, name: string, runner: Runner, inside: boolean): LambdaDatabase {
  const database: LambdaDatabase = {
    query: <Row>(sql: string, parameters = {}) => watched(runner.measure({ statement: `${name}/query`, calls: 1 }, async (meter) => {
      return (await query(call, name, sql, parameters, runner, meter)) as Row[];
    })),
    run: (statement, args = {}) => watched(run(call, statement, args, runner, inside)),
    transaction: (work) => watched(inside ? joined(call, () => work(database)) : logged(call, { statement: `${name}/transaction`, calls: 1 }, (meter) => {
      return runTransaction(call, meter, (send) => work(databaseOn(call, name, runInside(call, send, meter), true)));
    })),
  };
  return database;
}

/** A promise that nobody waits for must not end the process when it fails. */
function watched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Statements of a transaction share its line in the log. */
function runInside(call: Call, send: Send, meter: Meter): Runner {
  return { send, measure: (_, work) => joined(call, () => work(meter)) };
}

async function joined<T>(call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    throw answerFor(call, failure);
  }
}

async function run(call: Call, name: string, args: Readonly<Record<string, unknown>>, runner: Runner, inside: boolean): Promise<unknown> {
  const target = requireTarget(findTarget(call.book, name));
  return answerDocument(call, target, documentOf(call.book, name, target, args), runner, inside);
}

async function query(call: Call, name: string, sql: string, values: Readonly<Record<string, unknown>>, { send }: Runner, meter: Meter): Promise<unknown[]> {
  const text = cutSql(heading(`${name}/query`, call.book.manifest.manifest) + sql);
  const missing = text.names.find((one) => own(values, one) === undefined);
  if (missing !== undefined) throw new TypeError(`the query of ${name} has :${missing}, for which there is no value`);
  // Whether the Data API takes parameters that a statement does not have is not documented.
  const parameters = toParameters(Object.fromEntries(text.names.map((one) => [one, values[one]])));
  const result = await send({ sql: fillTenant(text, call.caller.tenant), parameters, access: 'write', longsAsText: false, columns: true }, meter);
  return prettify(result);
}
