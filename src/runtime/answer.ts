import { runBounded } from './run-bounded.js';
import type { Call } from './call.js';
import { CallError } from './errors.js';
import type { RequestDocument } from './event.js';
import { logged, refuse } from './log.js';
import { own, valueAt } from './own.js';
import { invalidInput, refusal } from './refusals.js';
import { planStatement } from './statement-plan.js';
import { resultsOf, runPlan } from './statement-run.js';
import { checkArguments, type Prepared } from './statement.js';
import { answerTransaction } from './transaction.js';

/** The Data API's largest result, in bytes. */
const resultLimit = 1_048_576;
/** Rows of a parent where nothing limits them: an API's lists have as many unless its config says otherwise. */
const usualRows = 50;

interface Parent {
  readonly keys: readonly unknown[];
  /** Calls that ask for it. */
  calls: number;
}

/**
 * Answers calls of one field that differ in their parents alone.
 *
 * @param documents several only of a statement with `batch` and without pages
 * @returns what each call gives
 * @throws CallError which has its line in the log
 */
export async function answer(call: Call, documents: readonly [RequestDocument, ...RequestDocument[]]): Promise<readonly unknown[]> {
  const [document] = documents;
  const name = document.statement;
  const transaction = own(call.manifest.transactions, name);
  if (transaction !== undefined) return [await logged(call, { statement: name, access: 'write' }, (meter) => answerTransaction(call, meter, transaction, document))];
  const statement = findField(call, name);
  if (statement === undefined) return refuse(call, knownName(call, name), documents.length, refusal('not_implemented'));
  const parents = new Map<string, Parent>();
  const places: string[] = [];
  try {
    for (const { parameters } of documents) {
      const keys = parentKeys(statement, parameters);
      const place = JSON.stringify(keys);
      const parent = parents.get(place) ?? { keys, calls: 0 };
      parent.calls++;
      parents.set(place, parent);
      places.push(place);
    }
  } catch (refused) {
    return refuse(call, name, documents.length, refused);
  }
  const results = await answerParents(call, statement, document, [...parents.values()]);
  const byPlace = new Map([...parents.keys()].map((place, index) => [place, results[index]]));
  return places.map((place) => byPlace.get(place));
}

/** The statement of a field; a transaction's step and a check are none, and never run by their names. */
export function findField(call: Pick<Call, 'find'>, name: string): Prepared | undefined {
  return name.includes('/') ? undefined : call.find(name);
}

/** The name for the log; one that nobody gave to a field is the caller's text. */
export function knownName({ manifest: { statements, transactions, lambdas } }: Call, name: string): string {
  return [statements, transactions, lambdas].some((fields) => Object.hasOwn(fields, name)) ? name : 'unknown';
}

/** The keys of a call's parent, in the statement's order. @throws CallError invalid_input */
function parentKeys(statement: Prepared, parameters: RequestDocument['parameters']): readonly unknown[] {
  checkArguments([statement], parameters);
  if (statement.batch !== null && (parameters['parent'] ?? null) === null) throw invalidInput('The request has no parent.');
  return (statement.batch?.keys ?? []).map((key) => valueAt(parameters, ['parent', key]) ?? null);
}

/** With as few statements as fit the Data API's answers. */
async function answerParents(call: Call, statement: Prepared, document: RequestDocument, parents: readonly Parent[]): Promise<readonly unknown[]> {
  const { parameters, rows, batch } = statement;
  const asked = own(document.parameters, 'limit') ?? parameters.find(({ name }) => name === 'limit')?.default;
  const each = rows !== 'many' ? 1 : typeof asked === 'number' && asked > 0 ? asked : usualRows;
  const size = Math.max(1, Math.floor(resultLimit / ((batch?.rowBytes || 1) * each)));
  const chunks = Array.from({ length: Math.ceil(parents.length / size) }, (_, index) => parents.slice(index * size, (index + 1) * size));
  return (await runBounded(chunks, (chunk) => answerChunk(call, statement, document, chunk))).flat();
}

async function answerChunk(call: Call, statement: Prepared, document: RequestDocument, parents: readonly Parent[]): Promise<readonly unknown[]> {
  const { name, operation, batch } = statement;
  const calls = parents.reduce((sum, parent) => sum + parent.calls, 0);
  const parent = batch && { parent: Object.fromEntries(batch.keys.map((key, index) => [key, parents.map(({ keys }) => keys[index])])) };
  try {
    return await logged(call, { statement: name, calls, access: operation }, async (meter) => {
      const plan = planStatement(call, statement, { ...document, parameters: { ...document.parameters, ...parent } });
      return resultsOf(plan, await runPlan(call, meter, plan), parents.length);
    });
  } catch (error) {
    // Widths are estimates. Reading again does no harm.
    if (!(error instanceof CallError) || error.code !== 'too_large' || parents.length === 1 || operation === 'write') throw error;
    const half = Math.ceil(parents.length / 2);
    const first = await answerChunk(call, statement, document, parents.slice(0, half));
    return [...first, ...(await answerChunk(call, statement, document, parents.slice(half)))];
  }
}
