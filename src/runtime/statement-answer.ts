import { parentKeys, parentValues, runBatch } from './batch.js';
import type { Call } from './call.js';
import type { RequestDocument } from './event.js';
import { own } from './own.js';
import { refusal } from './refusals.js';
import { checkArguments } from './statement-arguments.js';
import type { PreparedStatement, StatementBook } from './statement-book.js';
import { planStatement } from './statement-plan.js';
import { runPlan, statementResult, type Runner } from './statement-run.js';
import { planTransaction, runSteps } from './transaction.js';
import { runTransaction } from './transaction-run.js';
import type { ManifestTransaction } from './types.js';

/** What a name of the manifest stands for. */
export type Target =
  | { readonly kind: 'statement' | 'batch'; readonly prepared: PreparedStatement }
  | { readonly kind: 'transaction'; readonly transaction: ManifestTransaction };

/** Null for what is not there to be called: steps and checks are not either. */
export function findTarget(book: StatementBook, name: string): Target | null {
  const transaction = own(book.manifest.transactions, name);
  if (transaction !== undefined) return { kind: 'transaction', transaction };
  const prepared = book.isInner(name) ? null : book.find(name);
  if (prepared === null) return null;
  const { batch, page } = prepared.statement;
  return { kind: batch !== null && page === null ? 'batch' : 'statement', prepared };
}

/**
 * Runs what one document asks for.
 *
 * @param inside the transaction that it is to be a part of; null for none
 * @throws CallError
 */
export async function answerDocument(call: Call, target: Target, document: RequestDocument, runner: Runner, inside: boolean): Promise<unknown> {
  if (target.kind === 'batch') return (await runBatch(call, target.prepared, [document], runner))[0];
  const access = target.kind === 'transaction' ? 'write' : target.prepared.statement.operation;
  return runner.measure({ statement: document.statement, calls: 1, access }, async (meter) => {
    if (target.kind === 'transaction') {
      const plan = planTransaction(call, target.transaction, document);
      return inside ? runSteps(call, plan, runner.send, meter) : runTransaction(call, meter, (send) => runSteps(call, plan, send, meter));
    }
    const { prepared } = target;
    const plan = planStatement(prepared, call.book.manifest.manifest, call.caller, { ...document, values: valuesFor(prepared, document) });
    return statementResult(plan, await runPlan(plan, runner.send, meter));
  });
}

function valuesFor(prepared: PreparedStatement, document: RequestDocument): Readonly<Record<string, unknown>> {
  if (prepared.statement.batch !== null) return parentValues(prepared, document.parameters, [parentKeys(prepared, document)]);
  checkArguments([prepared.arguments], document.parameters);
  return document.parameters;
}

/** Answer to a name that is not there. */
export function requireTarget(target: Target | null): Target {
  if (target === null) throw refusal('not_implemented');
  return target;
}
