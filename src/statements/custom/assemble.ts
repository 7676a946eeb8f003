import { identifier } from '../codec/identifier.js';
import { commaList } from '../crud/sql-text.js';
import type { Piece } from '../types.js';
import type { TypedColumn } from './result-columns.js';
import { joinPieces, trimEnd, type StatementPieces } from './statement-pieces.js';

/** An order that the caller chooses, and the pages over it. */
export interface Ordering {
  /** `, q.id::text as "~1"`: hidden columns of the cursor. */
  readonly cursors: readonly string[];
  readonly order: Extract<Piece, { kind: 'order' }>;
  /** Null where there are no pages. */
  readonly after: Extract<Piece, { kind: 'after' }> | null;
}

/** Keys of many parents at once. */
export interface BatchText {
  /** `k` */
  readonly alias: string;
  /** `(:parent_id::uuid[])` */
  readonly arrays: readonly string[];
  /** The rows of one parent have an order of their own, or the caller's. */
  readonly ordered: boolean;
}

export interface AssembleInput {
  readonly pieces: StatementPieces;
  readonly columns: readonly TypedColumn[];
  readonly write: boolean;
  /** A name for the statement's rows that its text does not use. */
  readonly alias: string;
  readonly ordering: Ordering | null;
  readonly batch: BatchText | null;
}

/** The text that the runtime sends: the user's own, with no more around it than is needed. */
export function assemble(input: AssembleInput): readonly Piece[] {
  const { pieces: { head, main }, batch } = input;
  if (batch !== null) return joinPieces(batchPieces(input, batch));
  if (input.ordering === null && input.columns.every(({ cast }) => cast === null)) return joinPieces([...head, ...main]);
  return joinPieces(input.write ? writePieces(input) : selectPieces(input));
}

/** `q.a, q.b::text as b` */
function items({ columns, alias }: AssembleInput): readonly string[] {
  return columns.map(({ column, cast }) => {
    const plain = `${alias}.${identifier(column.label)}`;
    return cast === null ? plain : `${cast(plain)} as ${identifier(column.label)}`;
  });
}

function selectPieces(input: AssembleInput): readonly Piece[] {
  const { pieces: { head, main }, alias, ordering } = input;
  const list = commaList([...items(input), ...(ordering?.cursors ?? [])]);
  const tail: readonly Piece[] = ordering === null ? [] : ordering.after === null ? [ordering.order] : ['\nwhere true', ordering.after, ordering.order, '\nlimit (:limit::bigint)'];
  return [...head, `select ${list}\nfrom (\n`, ...trimEnd(main), `\n) as ${alias}`, ...tail];
}

function writePieces(input: AssembleInput): readonly Piece[] {
  const { pieces: { head, main }, alias } = input;
  const open: readonly Piece[] = head.length === 0 ? [`with ${alias} as (\n`] : [...trimEnd(head), `,\n${alias} as (\n`];
  return [...open, ...trimEnd(main), `\n)\nselect ${commaList(items(input))}\nfrom ${alias}`];
}

/** One statement for many parents. Rows of one parent keep their order by their number. */
function batchPieces(input: AssembleInput, batch: BatchText): readonly Piece[] {
  const { pieces: { head, main }, alias, ordering } = input;
  const keys = batch.arrays.map((_, index) => identifier(`~${index + 1}`));
  const list = commaList([`${batch.alias}."~parent"`, ...items(input)]);
  const open = `select ${list}\nfrom unnest(${batch.arrays.join(', ')}) with ordinality as ${batch.alias}(${[...keys, '"~parent"'].join(', ')})\ncross join lateral (\n`;
  const rows = [...head, ...trimEnd(main)];
  const close = `\n) as ${alias}\norder by ${batch.alias}."~parent"`;
  if (!batch.ordered && ordering === null) return [open, ...rows, close];
  const over: readonly Piece[] = ordering === null ? [] : [ordering.order];
  return [open, `select ${alias}.*, row_number() over (`, ...over, `) as "~row"\nfrom (\n`, ...rows, `\n) as ${alias}`, `${close}, ${alias}."~row"`];
}
