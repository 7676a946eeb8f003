import type { Call, RequestDocument } from './call.js';
import { CallError } from './errors.js';
import { logged } from './log.js';
import { addTo, own, valueAt } from './own.js';
import { runBounded } from './run-bounded.js';
import { planStatement } from './statement-plan.js';
import { argumentsOf, checkArguments, findField, type Statement } from './statement.js';
import { answerTransaction, runTransaction } from './transaction.js';
/** The Data API's largest result, in bytes. */
const resultLimit = 1_048_576;
/** Rows of a parent where nothing limits them: an API's lists have as many unless its config says otherwise. */
const usualRows = 50;

/** Calls of one parent, of which a statement without a batch has one. */
type Parent = readonly RequestDocument[];

/**
 * Answers calls of one field that differ in their parents alone: each has its `answer` then.
 *
 * @param documents several only of a statement with `batch` and without pages
 * @throws CallError
 */
export async function answer(call: Call, documents: readonly RequestDocument[]): Promise<void> {
  const [document] = documents as [RequestDocument];
  const name = document.statement;
  const transaction = own(call.manifest.transactions, name);
  if (transaction) {
    document.answer = await logged(call, name, 'write', (meter) => answerTransaction(call, meter, transaction, document));
    return;
  }
  const statement = findField(call, name);
  if (!statement) throw new CallError('not_implemented');
  const { batch } = statement;
  const known = argumentsOf(statement);
  const byKeys = new Map<string, RequestDocument[]>();
  for (const one of documents) {
    checkArguments(known, one.parameters);
    const keys = JSON.stringify(batch?.keys.map((key) => keyOf(one, key)));
    addTo(byKeys, keys, one);
  }
  const parents = [...byKeys.values()];
  const size = parentsPerStatement(statement, document);
  const chunks: Parent[][] = [];
  while (parents.length > 0) chunks.push(parents.splice(0, size));
  await runBounded(chunks, (chunk) => answerParents(call, statement, document, chunk));
}

/** As many as fit the Data API's answers. */
function parentsPerStatement({ parameters, rows, batch }: Statement, document: RequestDocument): number {
  const asked = own(document.parameters, 'limit') ?? parameters.find(({ name }) => name === 'limit')?.default;
  const each = rows !== 'many' ? 1 : typeof asked === 'number' && asked > 0 ? asked : usualRows;
  return Math.floor(resultLimit / (batch?.rowBytes ?? 1) / each) || 1;
}

async function answerParents(call: Call, statement: Statement, document: RequestDocument, parents: readonly Parent[]): Promise<void> {
  const { name, operation, rows, batch } = statement;
  const parent = batch && { parent: Object.fromEntries(batch.keys.map((key) => [key, parents.map(([one]) => keyOf(one, key))])) };
  await logged(call, name, operation, async (meter) => {
    const run = planStatement(call, statement, { ...document, parameters: { ...document.parameters, ...parent } });
    const work = (inside: Call): ReturnType<typeof run> => run(inside, meter, parents.length);
    // What cannot be answered with has not been written: rows are read before the commit.
    const { results } = await (operation === 'read' || rows === 'none' ? work(call) : runTransaction(call, meter, work));
    for (const [index, same] of parents.entries()) for (const one of same) one.answer = results[index];
  }, parents.flat().length);
}

function keyOf(document: RequestDocument | undefined, key: string): unknown {
  return valueAt(document, ['parameters', 'parent', key]) ?? null;
}
