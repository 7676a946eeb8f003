import { error } from '../source/diagnostic.js';
import { checkForm } from './check-form.js';
import type { Place } from './place.js';
import { keyOf, placeAt, pointAt } from './place.js';
import { specCodes } from './spec-codes.js';
import type { SpecDraft } from './spec-draft.js';
import { saidOnce } from './spec-draft.js';
import type { TypeInput } from './spec-form.js';
import { typeForm } from './spec-form.js';
import { isGraphQLName, isTypeName, typeAt } from './spec-parts.js';
import type { FieldSpec, TypeSpec } from './types.js';

/** Reads `types` or `inputs`: fields with their types, or columns of a table. GraphQL has one space of names for both. */
export function addTypes(draft: SpecDraft, section: 'types' | 'inputs', place: Place): void {
  for (const [name, child] of place.children) {
    const checked = checkForm<TypeInput>(typeForm, child, specCodes, name);
    const named = isTypeName(draft, name, keyOf(child));
    if (!checked.ok) draft.diagnostics.push(...checked.diagnostics);
    else if (named && saidOnce(draft, `the type ${name}`, keyOf(child), 'PGC059')) {
      draft.spec[section].push(typeSpec(draft, name, checked.value, child));
    }
  }
}

function typeSpec(draft: SpecDraft, name: string, input: TypeInput, place: Place): TypeSpec {
  const span = keyOf(place);
  if (isFromTable(input)) {
    const from = { table: input.from, only: input.only ?? null, span: pointAt(placeAt(place, 'from')) };
    return { kind: 'type', name, fields: [], from, span };
  }
  const fields = Object.entries(input).map(([field, type]) => fieldSpec(draft, field, type, placeAt(place, field)));
  if (fields.length === 0) draft.diagnostics.push(error('PGC044', `"${name}" has no fields`, span, 'name at least one, or remove the type'));
  return { kind: 'type', name, fields: fields.filter((field) => field !== null), from: null, span };
}

/** A field of an ordinary type may be called `from`, but then other fields are beside it or its type says `!`. */
function isFromTable(input: TypeInput): input is Extract<TypeInput, { readonly from: string; readonly only?: unknown }> {
  const { from, ...others } = input;
  return typeof from === 'string' && !/[\s!]/u.test(from) && Object.entries(others).every(([key, value]) => key === 'only' && typeof value !== 'string');
}

function fieldSpec(draft: SpecDraft, name: string, text: string, place: Place): FieldSpec | null {
  const type = typeAt(draft, text, place);
  return isGraphQLName(draft, 'a field', name, keyOf(place)) && type !== null ? { name, type, span: keyOf(place) } : null;
}
