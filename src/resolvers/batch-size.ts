import type { Settings } from '../config/types.js';
import type { FieldStatement, Statement } from '../statements/types.js';

/** The Data API's largest result, in bytes (Aurora: "Limitations of the Data API"). */
export const resultLimit = 1_048_576;

/** AppSync's largest `maxBatchSize`. */
const largestBatch = 2000;

/** How many parents one statement serves, and why. */
export interface BatchSize {
  readonly size: number;
  readonly reason: string;
}

/**
 * The largest power of two (or AppSync's own limit, 2000) of parents whose rows fit into one answer as far as their
 * width can be estimated, each with as many rows as it gets when the caller names no limit: sized by what a caller may
 * ask for at most, batches would be too small for everybody. A call that asks for more is cut by the data source, which
 * finds the width in the manifest. Null for a statement that is not batched.
 */
export function batchSize(field: FieldStatement, settings: Settings): BatchSize | null {
  const { statement } = field;
  if (statement === null || statement.batch === null) return null;
  const rows = rowsPerParent(statement, settings);
  const bytes = Math.max(1, statement.estimatedRowBytes);
  const fitting = Math.floor(resultLimit / (bytes * rows));
  const size = fitting >= largestBatch ? largestBatch : 2 ** Math.floor(Math.log2(Math.max(1, fitting)));
  const each = rows === 1 ? `a row of about ${bytes} bytes` : `${rows} rows of about ${bytes} bytes`;
  const tight = fitting < 1 ? '; even one parent may exceed it, so lower the limit' : '';
  return { size, reason: `${field.parent}.${field.field}: batches of ${size}, for ${each} per parent in an answer of 1 MiB${tight}` };
}

/** Rows where the caller names no limit: of the page, of the argument `limit`, or of the API's lists. */
function rowsPerParent({ rows, page, parameters }: Statement, settings: Settings): number {
  if (rows !== 'many') return 1;
  const limit = parameters.find(({ path }) => path.length === 1 && path[0] === 'limit')?.default;
  return page?.size ?? (typeof limit === 'number' ? limit : settings.config.limits.list.size);
}

/** Rows that a list gives at most, where it is paged or has a limit. */
export function mostRows({ page, parameters }: Statement): number | null {
  return page?.max ?? parameters.find(({ path }) => path.length === 1 && path[0] === 'limit')?.max ?? null;
}
