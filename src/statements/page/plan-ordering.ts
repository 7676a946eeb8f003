import type { OrderExpression } from '../../config/types.js';
import { upperSnake } from '../../names/casing.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { identifier } from '../codec/identifier.js';
import { castText } from '../codec/type-text.js';
import { comparedText, operatorsOf } from '../crud/operators.js';
import type { Ordering } from '../custom/assemble.js';
import type { CustomContext } from '../custom/context.js';
import type { OrderOption, ResultColumn } from '../types.js';
import { behindCursor, orderByText, type KeyStep } from './keyset-text.js';

export interface OrderingInput {
  /** The result's columns, in its order. */
  readonly columns: readonly ResultColumn[];
  readonly orderBy: readonly OrderExpression[];
  /** Indexes of the columns that tell rows apart; null without pages. */
  readonly key: readonly number[] | null;
  readonly paged: boolean;
  /** The name of the statement's rows. */
  readonly alias: string;
}

export interface OrderingPlan {
  readonly ordering: Ordering;
  readonly options: readonly OrderOption[];
  /** Labels of the hidden cursor columns. */
  readonly labels: readonly string[];
}

/** One wish: a column and its direction, then the key in the same direction. */
interface Wish {
  readonly name: string;
  readonly steps: readonly { readonly column: ResultColumn; readonly descending: boolean }[];
}

/** Texts for each order that the caller may choose; the first is the default. Null where there is none. */
export function planOrdering(context: CustomContext, input: OrderingInput): Staged<OrderingPlan | null> {
  const diagnostics: Diagnostic[] = [];
  const wishes = input.orderBy.flatMap((expression) => wish(context, input, expression, diagnostics) ?? []);
  const all = wishes.length === 0 && input.orderBy.length === 0 ? keyWish(input) : wishes;
  if (all.length === 0) return { value: null, diagnostics };
  const columns = [...new Set(all.flatMap(({ steps }) => steps.map(({ column }) => column)))];
  const prefix = cursorPrefix(input.columns);
  const label = (column: ResultColumn): string => `${prefix}${columns.indexOf(column) + 1}`;
  const steps = (one: Wish): readonly KeyStep[] => one.steps.map(({ column, descending }) => {
    const has = operatorsOf(context.catalog, column.typeOid);
    return {
      label: label(column), type: column.typeOid, notNull: column.nullability === 'no', descending, has,
      left: comparedText(has, `${input.alias}.${identifier(column.label)}`),
      right: comparedText(has, `(:after_${columns.indexOf(column) + 1}::${castText(context.catalog, column.typeOid)})`),
    };
  });
  const text = (write: (one: Wish) => string): Readonly<Record<string, string>> => Object.fromEntries(all.map((one) => [one.name, write(one)]));
  const ordering: Ordering = {
    cursors: input.paged ? columns.map((column) => `${input.alias}.${identifier(column.label)}::text as ${identifier(label(column))}`) : [],
    order: { kind: 'order', orders: text((one) => `\norder by ${orderByText(steps(one))}`) },
    after: input.paged ? { kind: 'after', orders: text((one) => `\n  and ${behindCursor(steps(one))}`) } : null,
  };
  const options = all.map((one): OrderOption => ({
    name: one.name,
    cursor: !input.paged ? [] : one.steps.map(({ column }) => ({ label: label(column), parameter: `after_${columns.indexOf(column) + 1}`, type: castText(context.catalog, column.typeOid) })),
  }));
  return { value: { ordering, options, labels: input.paged ? columns.map(label) : [] }, diagnostics };
}

function wish(context: CustomContext, { columns, key }: OrderingInput, { name, descending, span }: OrderExpression, diagnostics: Diagnostic[]): Wish | null {
  const column = columns.find(({ label }) => label === name) ?? columns.find((one) => one.name === name);
  if (column === undefined) {
    const near = closest(name, columns.map(({ label }) => label));
    diagnostics.push(error('PGC240', `the result has no column ${name} to order by`, span, near === null ? 'select it' : `did you mean ${near}?`));
    return null;
  }
  if (!operatorsOf(context.catalog, column.typeOid).ordered) {
    diagnostics.push(error('PGC240', `${name} is ${column.typeText}, which has no order`, span, 'order by another column, or select it cast to one that has'));
    return null;
  }
  const rest = (key ?? []).map((index) => columns[index]).filter((one) => one !== undefined && one !== column);
  const steps = [column, ...rest].flatMap((one) => (one === undefined ? [] : [{ column: one, descending }]));
  return { name: orderName(column, descending), steps };
}

function orderName(column: ResultColumn, descending: boolean): string {
  return `${upperSnake(column.name)}_${descending ? 'DESC' : 'ASC'}`;
}

/** Without `orderBy` the key is the only order. */
function keyWish({ columns, key }: OrderingInput): readonly Wish[] {
  const steps = (key ?? []).flatMap((index) => (columns[index] === undefined ? [] : [{ column: columns[index], descending: false }]));
  const [first] = steps;
  return first === undefined ? [] : [{ name: orderName(first.column, false), steps }];
}

/** `~`, longer only where the result has such columns itself. */
function cursorPrefix(columns: readonly ResultColumn[]): string {
  let prefix = '~';
  while (columns.some(({ label }) => label.startsWith(prefix))) prefix += '~';
  return prefix;
}
