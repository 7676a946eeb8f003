import { answer } from '../answer.js';
import type { Call, Meter } from '../call.js';
import { logged } from '../log.js';
import { own } from '../own.js';
import { prettify } from '../prettify.js';
import { fillText } from '../sql/fill-text.js';
import { send } from '../statement-send.js';
import { runTransaction } from '../transaction.js';
import { toParameters } from '../values/to-parameters.js';
import { documentOf } from './document-of.js';
import type { LambdaDatabase } from './lambda-types.js';
import { inTurn } from './transaction-queue.js';
import { until } from './until.js';

/**
 * The database of one Lambda resolver's call, or of a transaction in it.
 *
 * @param name of the resolver: its SQL is logged as `<name>/query`
 */
export function createLambdaDatabase(call: Call, name: string): LambdaDatabase {
  return {
    query: <Row>(sql: string, parameters = {}) => watched(logged(call, `${name}/query`, 'write', async (meter) => (await query(call, meter, name, sql, parameters)) as Row[])),
    run: (statement, args = {}) => watched(run(call, statement, args)),
    transaction: (work) => watched(logged(call, `${name}/transaction`, 'write', (meter) =>
      runTransaction(call, meter, (inside) => inTurn(inside, (mine) => until(call.deadline, () => work(createLambdaDatabase(mine, name))))))),
  };
}

/** A promise that nobody waits for must not end the process when it fails. */
function watched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function run(call: Call, name: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
  const document = documentOf(call, name, args);
  await answer(call, [document]);
  return document.answer;
}

async function query(call: Call, meter: Meter, name: string, text: string, values: Readonly<Record<string, unknown>>): Promise<unknown[]> {
  const { sql, names } = fillText(`/* ${name}/query ${call.manifest.manifest} */ ${text}`, call.caller.tenant);
  const given = [...names].map((one) => {
    const value = own(values, one);
    if (value === undefined) throw new TypeError(`the query of ${name} has :${one}, for which there is no value`);
    return [one, value] as const;
  });
  // Whether the Data API takes parameters that a statement does not have is not documented.
  return prettify(await send(call, meter, { sql, parameters: toParameters(Object.fromEntries(given)), access: 'write', longsAsText: false, columns: true }));
}
