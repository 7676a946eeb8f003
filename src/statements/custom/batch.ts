import { identifier } from '../codec/identifier.js';
import { castText } from '../codec/type-text.js';
import type { Parameter } from '../types.js';
import type { BatchText } from './assemble.js';
import type { CustomContext } from './context.js';
import type { TypedParameter } from './parameters.js';
import { freeName } from './statement-pieces.js';
import type { TypedSql } from './type-sql.js';

export { parentLabelBeside } from '../relations/relation-statement.js';

/** A statement for one parent, made one for many. */
export interface Batch {
  readonly text: BatchText;
  /** `k."~1"` by the parameter's key. */
  readonly columns: ReadonlyMap<string, string>;
  /** Parameters with the parents' values as arrays. */
  readonly parameters: readonly Parameter[];
  /** Fields of the parent that are sent. */
  readonly keys: readonly string[];
}

/** Null for a statement that asks nothing of a parent. */
export function batchOf(context: CustomContext, typed: TypedSql, parameters: readonly TypedParameter[], ordered: boolean): Batch | null {
  const parents = parameters.filter(({ key }) => typed.sources.get(key)?.kind === 'parent');
  const fields = new Map<string, { readonly parameter: Parameter; readonly keys: readonly string[] }>();
  for (const { key, parameter, oid } of parents) {
    const field = parameter.path.at(-1) ?? '';
    const before = fields.get(field);
    const array: Parameter = { ...parameter, name: arrayName(field, parameters), type: `${castText(context.catalog, oid)}[]`, codec: { kind: 'list', element: parameter.codec }, nullable: true, part: null };
    fields.set(field, before === undefined ? { parameter: array, keys: [key] } : { ...before, keys: [...before.keys, key] });
  }
  if (fields.size === 0) return null;
  const alias = freeName(typed, 'k');
  const all = [...fields.values()];
  const columns = new Map(all.flatMap(({ keys }, index) => keys.map((key): [string, string] => [key, `${alias}.${identifier(`~${index + 1}`)}`])));
  return {
    text: { alias, arrays: all.map(({ parameter }) => `(:${parameter.name}::${parameter.type})`), ordered },
    columns, keys: [...fields.keys()],
    parameters: [...all.map(({ parameter }) => parameter), ...parameters.filter((one) => !parents.includes(one)).map(({ parameter }) => parameter)],
  };
}

/** `parent_id`, unless an argument is called so. */
function arrayName(field: string, parameters: readonly TypedParameter[]): string {
  let name = `parent_${field}`;
  while (parameters.some(({ key, parameter }) => !key.includes('.') && parameter.name === name)) name += '_';
  return name;
}
