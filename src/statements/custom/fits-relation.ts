import type { Relation } from '../../catalog/types.js';
import { valueOfColumn } from '../codec/value-of-column.js';
import type { ResultColumn, ValueType } from '../types.js';
import type { CustomContext } from './context.js';

export function sameValue(a: ValueType, b: ValueType): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Why rows cannot be called rows of a table or view; null where they can. */
export function misfit(context: CustomContext, relation: Relation, columns: readonly ResultColumn[]): string | null {
  const names = context.names.relations[relation.oid]?.columns;
  if (names === undefined) return `${relation.name} has no type in the API`;
  for (const column of relation.columns) {
    const field = names[column.name];
    const value = field === undefined ? null : valueOfColumn(context, relation, column);
    if (field === undefined || value === null || !value.taken) continue;
    const found = columns.find(({ name, hidden }) => name === field && !hidden);
    if (found === undefined) return `they have no column ${column.name}`;
    if (!sameValue(found.value, value.value)) return `${found.label} is ${found.typeText}, not ${column.typeText}`;
    if (column.notNull && found.nullability !== 'no') return `${found.label} can be null`;
  }
  const fields = new Set(Object.values(names));
  const extra = columns.find(({ name, hidden }) => !hidden && !fields.has(name));
  return extra === undefined ? null : `${relation.name} has no column ${extra.label}`;
}

/** True for rows that have each column of the relation as a copy, none that can be null where the relation's cannot, and no others. */
export function isRowOf(context: CustomContext, relation: Relation, columns: readonly ResultColumn[]): boolean {
  const copies = columns.every(({ origin, label, hidden }) => hidden || (origin?.relation === relation.oid && origin.column === label));
  return copies && misfit(context, relation, columns) === null;
}

/** All columns of the relation's key are among the columns, under their own names and never null. */
export function hasKeyOf(context: CustomContext, relation: Relation, columns: readonly ResultColumn[]): boolean {
  const key = relation.keys.find(({ kind }) => kind === 'primary') ?? null;
  if (key === null || context.names.relations[relation.oid] === undefined) return false;
  const copied = (name: string): boolean => columns.some(({ origin, label, nullability }) =>
    origin?.relation === relation.oid && origin.column === name && label === name && nullability === 'no');
  return key.columns.every(copied);
}
