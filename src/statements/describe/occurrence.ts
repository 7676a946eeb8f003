import type { Oid } from '../../catalog/types.js';
import type { ParameterUse } from '../../parse/types.js';

/** One place of a parameter. All places with one `key` are one parameter. */
export interface Occurrence {
  readonly use: ParameterUse;
  /** `status`; `parent.id` and `order.id` for the row of a parent or of an earlier step. */
  readonly key: string;
  /** What stands for it besides the placeholder: `rows(:x)` is a subselect over its JSON. */
  readonly wrap: ((placeholder: string) => string) | null;
}

/** How one parameter stands in the tree, by all its places together. */
export interface PlaceFacts {
  /** `text`, `tenant_template.st[]`: the type of a cast right at it, as SQL. */
  readonly cast: string | null;
  /** Under IS NULL or COALESCE, where null has a meaning. */
  readonly nullable: boolean;
  /** Directly behind IS [NOT] NULL: nothing there says a type. */
  readonly nullTest: boolean;
  /** The whole value of LIMIT or OFFSET, or of a window frame's bound: a number of rows. */
  readonly count: boolean;
  /** A column of a SELECT by itself, which PostgreSQL takes for text when nothing says otherwise. */
  readonly output: boolean;
}

/** Types known before asking: from `args`, from the parent's columns, from an earlier step's result. */
export type DeclaredTypes = ReadonlyMap<string, Oid>;

export function keyOf(use: ParameterUse): string {
  return use.of === null ? use.name : `${use.of}.${use.name}`;
}
