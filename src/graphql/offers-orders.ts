import type { FieldStatement } from '../statements/types.js';

/** Whether a caller has a choice: one order is no argument, it is how the statement always answers. */
export function offersOrders({ statement }: FieldStatement): boolean {
  return statement !== null && statement.orders.length > 1;
}
