import { callLambda, unhandled, type CallOptions, type SourceAnswer } from './call-lambda.js';
import type { LambdaHandler } from './types.js';

interface Item {
  readonly payload: unknown;
  readonly settle: (answer: SourceAnswer | Promise<never>) => void;
}

/** Of one request: payloads of the same field's resolver are gathered until no more can come, and sent in chunks. */
export interface BatchQueue {
  add(resolver: { readonly name: string; readonly maxBatchSize: number }, dataSource: LambdaHandler, payload: unknown): Promise<SourceAnswer>;
}

export function createBatchQueue(options: CallOptions): BatchQueue {
  const waiting = new Map<string, Item[]>();
  return {
    add: ({ name, maxBatchSize }, dataSource, payload) => new Promise((settle) => {
      const items = waiting.get(name);
      if (items !== undefined) items.push({ payload, settle });
      else {
        waiting.set(name, [{ payload, settle }]);
        // After all that is ready now: the other items of a list, and lists that came with the same answer.
        setImmediate(() => {
          const gathered = waiting.get(name) ?? [];
          waiting.delete(name);
          void send(gathered, maxBatchSize, dataSource, options);
        });
      }
    }),
  };
}

/** All chunks at once; items go on together, so that those of the next level are gathered too. */
async function send(items: readonly Item[], size: number, dataSource: LambdaHandler, options: CallOptions): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
  const answers = await Promise.allSettled(chunks.map((chunk) => callLambda(dataSource, chunk.map(({ payload }) => payload), options)));
  for (const [index, chunk] of chunks.entries()) {
    const answer = answers[index];
    for (const [place, item] of chunk.entries()) {
      item.settle(answer?.status === 'fulfilled' ? itemOf(answer.value, place, chunk.length) : Promise.reject(answer?.reason as Error));
    }
  }
}

/** One item's part; an answer that does not have one for each item is of no use to any. */
function itemOf({ result, error }: SourceAnswer, place: number, length: number): SourceAnswer {
  if (error !== null) return { result: null, error };
  if (!Array.isArray(result) || result.length !== length) return unhandled(`BatchInvoke: the answer has to be a list of ${length}`);
  return { result: (result as unknown[])[place] ?? null, error: null };
}
