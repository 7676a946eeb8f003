import type { Call } from './call.js';
import { CallError } from './errors.js';
import type { RequestDocument } from './event.js';
import { logged } from './log.js';
import { own, valueAt } from './own.js';
import { invalidInput } from './refusals.js';
import { runBounded } from './run-bounded.js';
import { planStatement } from './statement-plan.js';
import { resultsOf, runPlan } from './statement-run.js';
import { checkArguments, type Prepared } from './statement.js';
import { answerTransaction } from './transaction.js';

/** The Data API's largest result, in bytes. */
const resultLimit = 1_048_576;
/** Rows of a parent where nothing limits them: an API's lists have as many unless its config says otherwise. */
const usualRows = 50;

/** A row that the field belongs to; a statement without a batch has one for all calls, without keys. */
interface Parent {
  readonly keys: readonly unknown[];
  /** That ask for it. */
  calls: number;
  answer: unknown;
}

/**
 * Answers calls of one field that differ in their parents alone.
 *
 * @param documents several only of a statement with `batch` and without pages
 * @returns what each call gives
 * @throws CallError
 */
export async function answer(call: Call, documents: readonly [RequestDocument, ...RequestDocument[]]): Promise<readonly unknown[]> {
  const [document] = documents;
  const name = document.statement;
  const transaction = own(call.manifest.transactions, name);
  if (transaction !== undefined) return [await logged(call, { statement: name, access: 'write' }, (meter) => answerTransaction(call, meter, transaction, document))];
  const statement = findField(call, name);
  if (statement === undefined) throw new CallError('not_implemented');
  const parents = new Map<string, Parent>();
  const mine = documents.map(({ parameters }) => {
    const keys = parentKeys(statement, parameters);
    const key = JSON.stringify(keys);
    const parent = parents.get(key) ?? { keys, calls: 0, answer: null };
    parents.set(key, parent);
    parent.calls++;
    return parent;
  });
  const chunks: Parent[][] = [];
  const size = parentsPerStatement(statement, document);
  for (const parent of parents.values()) {
    if ((chunks.at(-1)?.length ?? size) >= size) chunks.push([]);
    chunks.at(-1)?.push(parent);
  }
  await runBounded(chunks, (chunk) => answerParents(call, statement, document, chunk));
  return mine.map((parent) => parent.answer);
}

/** The statement of a field; a transaction's step and a check are none, and never run by their names. */
export function findField({ find }: Pick<Call, 'find'>, name: string): Prepared | undefined {
  return name.includes('/') ? undefined : find(name);
}

/** The keys of a call's parent, in the statement's order. @throws CallError invalid_input */
function parentKeys({ known, batch }: Prepared, parameters: RequestDocument['parameters']): readonly unknown[] {
  checkArguments(known, parameters);
  if (batch !== null && parameters['parent'] == null) throw invalidInput('The request has no parent.');
  return (batch?.keys ?? []).map((key) => valueAt(parameters, ['parent', key]) ?? null);
}

/** As many as fit the Data API's answers. */
function parentsPerStatement({ parameters, rows, batch }: Prepared, document: RequestDocument): number {
  const asked = Number(own(document.parameters, 'limit') ?? parameters.find(({ name }) => name === 'limit')?.default);
  const each = rows !== 'many' ? 1 : asked > 0 ? asked : usualRows;
  return Math.floor(resultLimit / (batch?.rowBytes ?? 1) / each) || 1;
}

async function answerParents(call: Call, statement: Prepared, document: RequestDocument, parents: readonly Parent[]): Promise<void> {
  const { name, operation, batch } = statement;
  const calls = parents.reduce((sum, parent) => sum + parent.calls, 0);
  const parent = batch && { parent: Object.fromEntries(batch.keys.map((key, index) => [key, parents.map(({ keys }) => keys[index])])) };
  try {
    await logged(call, { statement: name, calls, access: operation }, async (meter) => {
      const plan = planStatement(call, statement, { ...document, parameters: { ...document.parameters, ...parent } });
      const results = resultsOf(plan, await runPlan(call, meter, plan), parents.length);
      for (const [index, one] of parents.entries()) one.answer = results[index];
    });
  } catch (error) {
    // Widths are estimates. Reading again does no harm.
    const half = Math.ceil(parents.length / 2);
    if (!(error instanceof CallError) || error.code !== 'too_large' || half === parents.length || operation === 'write') throw error;
    for (const some of [parents.slice(0, half), parents.slice(half)]) await answerParents(call, statement, document, some);
  }
}
