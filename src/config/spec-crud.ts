import { error } from '../source/diagnostic.js';
import { checkForm } from './check-form.js';
import type { Place } from './place.js';
import { keyOf, placeAt, pointAt } from './place.js';
import type { SpecDraft } from './spec-draft.js';
import { saidOnce } from './spec-draft.js';
import type { CrudInput, CrudOptions, Outline } from './spec-form.js';
import { crudForm } from './spec-form.js';
import { allowedRoles, fieldAuth, orderExpressions, pageLimits } from './spec-parts.js';
import { specCodes } from './spec-codes.js';
import type { CrudSpec, FilterOperator } from './types.js';

/** Reads `crud`: `'*'`, a list of tables, or a map of tables (and perhaps `'*'`) to operations or options. */
export function addCrud(draft: SpecDraft, value: Outline['crud'], place: Place): void {
  if (value === undefined || value === null) return;
  if (value === '*') {
    draft.spec.crudAll = true;
    return;
  }
  for (const [name, child] of place.children) {
    if (!Array.isArray(value)) addEntry(draft, name, child);
    else if (child.value === '*') draft.spec.crudAll = true;
    else add(draft, String(child.value), true, child);
  }
}

function addEntry(draft: SpecDraft, table: string, place: Place): void {
  if (table === '*' && [null, true, '*'].includes(place.value as null)) {
    draft.spec.crudAll = true;
    return;
  }
  if (table === '*') {
    draft.diagnostics.push(error('PGC044', '"*" takes no options', pointAt(place), "write '*': true, and options under each table's name"));
    return;
  }
  const checked = checkForm(crudForm, place, specCodes, table);
  if (checked.ok) add(draft, table, checked.value, place);
  else draft.diagnostics.push(...checked.diagnostics);
}

function add(draft: SpecDraft, table: string, value: CrudInput, place: Place): void {
  const span = keyOf(place);
  if (!saidOnce(draft, `crud of ${table}`, span, 'PGC059')) return;
  const options = asOptions(value);
  const { operations } = options;
  draft.spec.crud.push({
    kind: 'crud', table, span,
    operations: operations === undefined || operations === '*' ? null : typeof operations === 'string' ? [operations] : [...new Set(operations)],
    filter: filters(options.filter, placeAt(place, 'filter')),
    orderBy: orderExpressions(options.orderBy, placeAt(place, 'orderBy')),
    softDelete: options.softDelete === undefined ? null : { column: options.softDelete, span: pointAt(placeAt(place, 'softDelete')) },
    page: pageLimits(draft, options.page, placeAt(place, 'page')),
    allow: allowedRoles(draft, options.allow, placeAt(place, 'allow')),
    auth: fieldAuth(draft, options.auth, placeAt(place, 'auth')),
  });
}

function asOptions(value: CrudInput): CrudOptions {
  if (value === false) return { operations: [] };
  if (value === null || value === true || value === '*') return {};
  return Array.isArray(value) ? { operations: value } : value;
}

function filters(value: CrudOptions['filter'], place: Place): CrudSpec['filter'] {
  if (value === undefined) return null;
  if (value === false) return [];
  if (Array.isArray(value)) {
    return value.map((column, index) => ({ column, operators: ['eq', 'in'] as const, span: pointAt(placeAt(place, index)) }));
  }
  return Object.entries(value).map(([column, operators]) => ({ column, operators: operatorList(operators), span: keyOf(placeAt(place, column)) }));
}

function operatorList(operators: FilterOperator | readonly FilterOperator[]): readonly FilterOperator[] {
  return typeof operators === 'string' ? [operators] : [...new Set(operators)];
}
