import { error } from '../source/diagnostic.js';
import type { Span } from '../source/types.js';
import { checkForm } from './check-form.js';
import type { Place } from './place.js';
import { keyOf, placeAt, pointAt } from './place.js';
import { specCodes } from './spec-codes.js';
import type { SpecDraft } from './spec-draft.js';
import { saidOnce } from './spec-draft.js';
import type { ErrorInput, FunctionInput, RelationInput, TableInput } from './spec-form.js';
import { errorForm, tableForm } from './spec-form.js';
import { allowedRoles, fieldAuth, fieldName, isGraphQLName, isTypeName, listed, pageLimits } from './spec-parts.js';
import type { RelationSpec } from './types.js';

/** Reads `relations`. Said in two files: the lists are put together, and `auto` or `none` must be alone. */
export function addRelations(draft: SpecDraft, value: 'auto' | 'none' | readonly RelationInput[] | undefined, place: Place): void {
  if (value === undefined) return;
  if (typeof value === 'string') {
    if (saidOnce(draft, 'relations', keyOf(place), 'PGC059')) draft.spec.relations = value;
    return;
  }
  const before = draft.spec.relations;
  if (typeof before === 'string' && !saidOnce(draft, 'relations', keyOf(place), 'PGC059')) return;
  const added = value.map((item, index) => relation(draft, item, placeAt(place, index))).filter((one) => one !== null);
  draft.spec.relations = [...(typeof before === 'string' ? [] : before), ...added];
}

function relation(draft: SpecDraft, input: RelationInput, place: Place): RelationSpec | null {
  const { foreignKey, field, limit } = typeof input === 'string' ? { foreignKey: input } : input;
  const span = pointAt(placeAt(place, 'foreignKey'));
  if (!relationSaidOnce(draft, foreignKey, field, span)) return null;
  if (field !== undefined && fieldName(draft, field, pointAt(placeAt(place, 'field'))) === null) return null;
  return { kind: 'relation', field: field ?? null, foreignKey, limit: pageLimits(draft, limit, placeAt(place, 'limit')), span };
}

/** A key may be said once for both directions, or once for the field of each type. */
function relationSaidOnce(draft: SpecDraft, foreignKey: string, field: string | undefined, span: Span): boolean {
  const whole = `the relation ${foreignKey}`;
  const other = field === undefined ? `${whole} of a type` : whole;
  const first = draft.said.get(other);
  if (first !== undefined) {
    const related = [{ message: 'first defined here', span: first }];
    draft.diagnostics.push(error('PGC059', `${whole} is defined twice: once for both directions, once for a field`, span, 'give each direction an entry with its field, or remove one of the two', related));
    return false;
  }
  if (field === undefined) return saidOnce(draft, whole, span, 'PGC059');
  if (!draft.said.has(`${whole} of a type`)) draft.said.set(`${whole} of a type`, span);
  return saidOnce(draft, `${whole} of ${field.split('.')[0] ?? ''}`, span, 'PGC059');
}

/** Reads `functions`: names, signatures of overloads (`place_order(uuid, int)`), or maps of options. */
export function addFunctions(draft: SpecDraft, value: readonly FunctionInput[] | null | undefined, place: Place): void {
  for (const [index, item] of (value ?? []).entries()) addFunction(draft, item, placeAt(place, index));
}

function addFunction(draft: SpecDraft, input: FunctionInput, place: Place): void {
  const options = typeof input === 'string' ? { name: input } : input;
  const span = pointAt(placeAt(place, 'name'));
  const bracket = options.name.indexOf('(');
  const name = bracket < 0 ? options.name : options.name.slice(0, bracket).trim();
  const signature = options.signature ?? (bracket < 0 ? null : options.name);
  if (!saidOnce(draft, `the function ${signature ?? name}`, span, 'PGC059')) return;
  if (options.field !== undefined && fieldName(draft, options.field, pointAt(placeAt(place, 'field'))) === null) return;
  const allow = allowedRoles(draft, options.allow, placeAt(place, 'allow'));
  const auth = fieldAuth(draft, options.auth, placeAt(place, 'auth'));
  draft.spec.functions.push({ kind: 'function', name, signature, field: options.field ?? null, allow, auth, span });
}

/** Reads `errors`: what the client is told when a constraint is violated or a function raises an error of class PGC. */
export function addErrors(draft: SpecDraft, place: Place): void {
  for (const [constraint, child] of place.children) {
    const checked = checkForm<ErrorInput>(errorForm, child, specCodes, constraint);
    if (!checked.ok) draft.diagnostics.push(...checked.diagnostics);
    else if (saidOnce(draft, `the error ${constraint}`, keyOf(child), 'PGC059')) {
      const { code, field, message } = checked.value;
      draft.spec.errors.push({ kind: 'error', constraint, code, field: field ?? null, message, span: keyOf(child) });
    }
  }
}

/** Reads `tables`: names, scalars and keys that differ from what would be chosen. */
export function addTables(draft: SpecDraft, place: Place): void {
  for (const [table, child] of place.children) {
    const checked = checkForm<TableInput>(tableForm, child, specCodes, table);
    if (!checked.ok) draft.diagnostics.push(...checked.diagnostics);
    else if (saidOnce(draft, `the table ${table}`, keyOf(child), 'PGC059')) addTable(draft, table, checked.value, child);
  }
}

function addTable(draft: SpecDraft, table: string, input: TableInput, place: Place): void {
  const columns = Object.entries(input.columns ?? {}).map(([column, options]) => {
    const { name = null, scalar = null, hidden = false } = options;
    const fine = name === null || isGraphQLName(draft, 'a field or an enum value', name, pointAt(placeAt(place, 'columns', column, 'name')));
    return { column, name: fine ? name : null, scalar, hidden, span: keyOf(placeAt(place, 'columns', column)) };
  });
  const span = pointAt(placeAt(place, 'type'));
  const named = input.type !== undefined && isTypeName(draft, input.type, span);
  const type = named && input.type !== undefined ? { name: input.type, span } : null;
  const key = input.key === undefined ? null : listed(input.key);
  draft.spec.tables.push({ kind: 'table', table, type, key, columns, span: keyOf(place) });
}
