import type { CrudOperation } from '../../config/types.js';
import { mayColumn, policyAdmits } from './readers.js';
import type { TableCrud } from './table-crud.js';

/**
 * Could this role run the operation, as far as grants, policies and sequences say? A first sieve: it decides what
 * `crud` offers where the spec names no operations, and which roles share a variant.
 */
export function mayRun(crud: TableCrud, operation: CrudOperation, role: string): boolean {
  const { model, soft } = crud;
  const { relation, key, context } = model;
  const reads = model.columns.some((column) => !column.hidden && mayColumn(role, 'select', column));
  const keyRead = (key ?? []).every((column) => mayColumn(role, 'select', column));
  const admits = (verb: 'select' | 'insert' | 'update' | 'delete'): boolean => policyAdmits(context.settings, relation, role, verb);
  if (!reads || !admits('select')) return false;
  switch (operation) {
    case 'list': return true;
    case 'get': return keyRead;
    case 'create':
    case 'createMany': return mayInsert(crud, role) && admits('insert');
    case 'update': return keyRead && admits('update') && crud.update.some(({ column }) => mayColumn(role, 'update', column));
    case 'upsert': return mayInsert(crud, role) && admits('insert') && admits('update') && mayReplace(crud, role);
    case 'delete': {
      if (soft !== null) return keyRead && admits('update') && mayColumn(role, 'update', soft.column);
      return keyRead && admits('delete') && relation.privileges[role]?.delete === true;
    }
  }
}

/** Every column that must be given, and at least one; sequences behind the defaults of the others. */
function mayInsert({ model, create }: TableCrud, role: string): boolean {
  const required = create.filter((one) => one.required);
  const some = create.length === 0 ? model.columns.map((column) => ({ column })) : create;
  if (!required.every(({ column }) => mayColumn(role, 'insert', column)) || !some.some(({ column }) => mayColumn(role, 'insert', column))) return false;
  const sequences = model.relation.columns.filter(({ identity }) => identity === null).flatMap(({ sequences: used }) => used);
  return sequences.every((oid) => model.context.catalog.sequences[oid]?.usage[role] !== false);
}

function mayReplace({ create, update, conflict }: TableCrud, role: string): boolean {
  const required = create.filter((one) => one.required && conflict?.includes(one.column) !== true);
  const readable = (conflict ?? []).every((column) => mayColumn(role, 'select', column));
  return readable && required.every(({ column }) => mayColumn(role, 'update', column)) && update.some(({ column }) => mayColumn(role, 'update', column));
}
