import { expect, it } from 'vitest';
import { batchNote } from '../../generators/batch-note.js';
import { plan } from '../support/hand-made-shop.js';

it('says the batch sizes of a run in one line, the largest first', () => {
  const [one] = plan().resolvers.value.resolvers;
  if (one === undefined) throw new Error('the shop has no resolver');
  const batched = (field: string, maxBatchSize: number) => ({ ...one, parent: 'Order', field, maxBatchSize, batchReason: 'why' });
  expect(batchNote([])).toEqual([]);
  expect(batchNote([{ ...one, batchReason: null }])).toEqual([]);
  expect(batchNote([batched('lines', 8)])).toEqual(['maxBatchSize 8 for Order.lines; generated/resolvers.json says why']);
  expect(batchNote([batched('lines', 8), batched('customer', 2000), batched('notes', 64), batched('payments', 64), batched('address', 2000)]))
    .toEqual(['maxBatchSize 2000 for 2 fields, 64 for 2, 8 for Order.lines; generated/resolvers.json says why']);
});
