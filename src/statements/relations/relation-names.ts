import { camelCase, pascalCase } from '../../names/casing.js';
import type { Link } from './relation-link.js';

const suffix = /(?:_(?:id|ids|uuid|guid|fk|key|no|num|nr|code|ref|pk)|(?<=[a-z0-9])(?:Id|ID|Uuid|UUID|Fk))$/;

/** `billing_address_id` without what says "key": `billing_address`; null where nothing or everything is that. */
function withoutSuffix(column: string): string | null {
  const stem = column.replace(suffix, '');
  return stem === column || stem === '' || /^_+$/.test(stem) ? null : stem;
}

function byColumns(link: Link): string {
  return link.key.columns.map(pascalCase).join('And');
}

/**
 * Names for the field from the child to its target, best first: `billingAddress` from `billing_address_id`, the
 * target's name for a key that is called `id`, `createdByUser` from `created_by`, which is the column's own field.
 */
export function namesOfOne(link: Link): readonly string[] {
  const { one } = link.target.names;
  const last = link.key.columns.at(-1) ?? '';
  const stem = withoutSuffix(last);
  const exact = `${one}By${byColumns(link)}`;
  const first = stem !== null ? camelCase(stem) : /^_*id$/i.test(last) ? one : `${camelCase(last)}${one.charAt(0).toUpperCase()}${one.slice(1)}`;
  return [first, exact, `${exact}Ref`];
}

/**
 * Names for the field from the target to its children: `orders`; where the child has several keys to this target,
 * `orders` for the one that is called like the target (`customer_id`) and `ordersByBillingCustomer` for the others, as
 * for a target that is the child itself. A single child is in the singular.
 */
export function namesOfMany(link: Link, siblings: number): readonly string[] {
  const word = link.single ? link.child.names.one : link.child.names.many;
  const last = link.key.columns.at(-1) ?? '';
  const exact = `${word}By${byColumns(link)}`;
  const stem = withoutSuffix(last) ?? last;
  const main = siblings === 1 || camelCase(stem) === link.target.names.one;
  const plain = main && link.child !== link.target ? [word] : [];
  return [...plain, `${word}By${pascalCase(stem)}`, exact, `${exact}Ref`];
}

/** The first name that is free; numbered where none is. */
export function freeName(wishes: readonly string[], used: ReadonlySet<string>): string {
  const free = wishes.find((name) => !used.has(name));
  if (free !== undefined) return free;
  const base = wishes.at(-1) ?? 'relation';
  let number = 2;
  while (used.has(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}
