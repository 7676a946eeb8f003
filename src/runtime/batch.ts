import { runBounded } from './batch-bounded.js';
import type { Call } from './call.js';
import { CallError } from './errors.js';
import type { RequestDocument } from './event.js';
import { isRecord, own } from './own.js';
import { invalidInput } from './refusals.js';
import { checkArguments } from './statement-arguments.js';
import type { PreparedStatement } from './statement-book.js';
import { planStatement, type StatementPlan } from './statement-plan.js';
import { onlyOne, runPlan, valuesOf, type Rows, type Runner } from './statement-run.js';

/** The Data API's largest result, in bytes. */
const resultLimit = 1_048_576;
/** Rows of a parent where nothing limits them: an API's lists have as many unless its config says otherwise. */
const usualRows = 50;

interface Parent {
  readonly keys: readonly unknown[];
  /** Calls that ask for it. */
  readonly calls: number;
}

/**
 * Answers calls of one field that differ in their parents alone, with as few statements as fit the Data API's answers.
 *
 * @param documents at least one
 * @returns what each field gives, in the order of the calls
 * @throws CallError
 */
export async function runBatch(call: Call, prepared: PreparedStatement, documents: readonly RequestDocument[], runner: Runner): Promise<readonly unknown[]> {
  const places = new Map<string, number>();
  const parents: Parent[] = [];
  const place = (await allKeys(prepared, documents, runner)).map((keys) => {
    const text = JSON.stringify(keys);
    const known = places.get(text) ?? parents.length;
    places.set(text, known);
    parents[known] = { keys, calls: (parents[known]?.calls ?? 0) + 1 };
    return known;
  });
  const [first] = documents;
  if (first === undefined) return [];
  const size = parentsPerStatement(prepared, first);
  const chunks = Array.from({ length: Math.ceil(parents.length / size) }, (_, index) => parents.slice(index * size, (index + 1) * size));
  const answers = (await runBounded(chunks, (chunk) => runChunk(call, prepared, first, chunk, runner))).flat();
  if (answers.length !== parents.length) throw new TypeError(`a batch of ${prepared.name} lost count`);
  return place.map((index) => answers[index]);
}

/**
 * A page of one parent's rows, or any other call for one alone, needs its keys as lists too.
 *
 * @throws CallError invalid_input
 */
export function parentValues({ statement }: PreparedStatement, parameters: Readonly<Record<string, unknown>>, parents: readonly (readonly unknown[])[]): Readonly<Record<string, unknown>> {
  const keys = statement.batch?.keys ?? [];
  return { ...parameters, parent: Object.fromEntries(keys.map((key, index) => [key, parents.map((parent) => parent[index] ?? null)])) };
}

/** A refusal before there is a statement has its line in the log too. */
async function allKeys(prepared: PreparedStatement, documents: readonly RequestDocument[], { measure }: Runner): Promise<readonly (readonly unknown[])[]> {
  try {
    return documents.map((document) => parentKeys(prepared, document));
  } catch (refused) {
    return measure({ statement: prepared.name, calls: documents.length }, () => Promise.reject(refused));
  }
}

/** The keys of a call's parent, in the statement's order. */
export function parentKeys(prepared: PreparedStatement, { parameters }: RequestDocument): readonly unknown[] {
  checkArguments([prepared.arguments], parameters);
  const parent = own(parameters, 'parent');
  if (!isRecord(parent)) throw invalidInput('The request has no parent.');
  return (prepared.statement.batch?.keys ?? []).map((key) => own(parent, key) ?? null);
}

function parentsPerStatement({ statement }: PreparedStatement, { parameters }: RequestDocument): number {
  const limit = statement.parameters.find(({ path }) => path.length === 1 && path[0] === 'limit');
  const asked = own(parameters, 'limit') ?? limit?.default ?? usualRows;
  const rows = statement.rows !== 'many' ? 1 : typeof asked === 'number' && asked > 0 ? asked : usualRows;
  return Math.max(1, Math.floor(resultLimit / (Math.max(1, statement.batch?.rowBytes ?? 1) * rows)));
}

async function runChunk(call: Call, prepared: PreparedStatement, document: RequestDocument, parents: readonly Parent[], runner: Runner): Promise<readonly unknown[]> {
  const calls = parents.reduce((sum, parent) => sum + parent.calls, 0);
  try {
    return await runner.measure({ statement: prepared.name, calls, access: prepared.statement.operation }, async (meter) => {
      const values = parentValues(prepared, document.parameters, parents.map(({ keys }) => keys));
      const plan = planStatement(prepared, call.book.manifest.manifest, call.caller, { ...document, values });
      return regroup(plan, await runPlan(plan, runner.send, meter), parents.length);
    });
  } catch (error) {
    // Widths are estimates. Reading again does no harm.
    if (!(error instanceof CallError) || error.code !== 'too_large' || parents.length === 1 || prepared.statement.operation === 'write') throw error;
    const half = Math.ceil(parents.length / 2);
    const answers: unknown[] = [];
    for (const part of [parents.slice(0, half), parents.slice(half)]) answers.push(...(await runChunk(call, prepared, document, part, runner)));
    return answers;
  }
}

/** Rows by their parent: `~parent` counts from 1. */
function regroup(plan: StatementPlan, { records, rows }: Rows, parents: number): readonly unknown[] {
  const groups = Array.from({ length: parents }, (): unknown[] => []);
  const at = plan.variant.labels.indexOf('~parent');
  for (const [index, value] of valuesOf(plan, rows).entries()) {
    const field = records[index]?.[at];
    const group = groups[ordinal(field) - 1];
    if (group === undefined) throw new TypeError(`a row of ${plan.prepared.name} belongs to nobody`);
    group.push(value);
  }
  return plan.prepared.statement.rows === 'many' ? groups : groups.map((group) => onlyOne(plan, group));
}

function ordinal(field: Rows['records'][number][number] | undefined): number {
  if (field === undefined) return 0;
  return 'longValue' in field ? field.longValue : 'stringValue' in field ? Number(field.stringValue) : 0;
}
