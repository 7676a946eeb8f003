import type { Relation } from '../catalog/types.js';
import type { TypeSpec } from '../config/types.js';
import { closest } from '../source/closest.js';
import { error } from '../source/diagnostic.js';
import type { Span } from '../source/types.js';
import { valueOfColumn } from '../statements/codec/value-of-column.js';
import { findRelation } from '../statements/custom/spec-type.js';
import type { ValueType } from '../statements/types.js';
import { claim } from './claim.js';
import { description } from './description.js';
import type { Draft } from './draft.js';
import { own } from './own.js';
import { plainField } from './plain-field.js';
import { inputRef, outputRef } from './reference.js';
import { typeExpression } from './type-expression.js';
import type { InputPlan } from './types.js';

interface SpecField {
  readonly name: string;
  readonly value: ValueType;
  readonly required: boolean;
  readonly description: readonly string[];
  readonly span: Span | null;
}

/** Makes an object type written under `types:`. */
export function specType(draft: Draft, name: string, span: Span | null): void {
  const spec = draft.settings.spec.types.find((type) => type.name === name);
  if (spec === undefined) return unknown(draft, name, span, 'types');
  if (!claim(draft, name, { key: `spec:${name}`, what: `the type ${name} of the spec`, span: spec.span }) || draft.objects.has(name)) return;
  const fields = specFields(draft, spec, false).map((field) =>
    plainField(field.name, outputRef(draft, field.value, field.required, field.span), field.description, null));
  draft.objects.set(name, { kind: 'object', name, description: [], directives: [], fields, relation: null, carries: null });
}

/** Makes an input type: one that a field brings with it, or one written under `inputs:`. */
export function inputType(draft: Draft, name: string, span: Span | null): void {
  const made = draft.inputTypes.get(name);
  const spec = draft.settings.spec.inputs.find((type) => type.name === name);
  if (made === undefined && spec === undefined) return unknown(draft, name, span, 'inputs');
  const owner = spec === undefined
    ? { key: `input:${name}`, what: `the input ${name} made for ${draft.inputOwners.get(name)?.what ?? 'a resolver'}`, span: draft.inputOwners.get(name)?.span ?? span }
    : { key: `input:${name}`, what: `the input ${name} of the spec`, span: spec.span };
  if (!claim(draft, name, owner) || draft.inputs.has(name)) return;
  draft.inputs.set(name, { kind: 'input', name, description: description(made?.description ?? null), fields: inputFields(draft, name, span) });
}

function inputFields(draft: Draft, name: string, span: Span | null): InputPlan['fields'] {
  const made = draft.inputTypes.get(name);
  if (made !== undefined) {
    return made.fields.map((field) =>
      ({ name: field.name, type: inputRef(draft, field.type, !field.nullable, span), description: description(field.description) }));
  }
  const spec = draft.settings.spec.inputs.find((type) => type.name === name);
  return (spec === undefined ? [] : specFields(draft, spec, true)).map((field) =>
    ({ name: field.name, type: inputRef(draft, field.value, field.required, field.span), description: field.description }));
}

function unknown(draft: Draft, name: string, span: Span | null, section: 'types' | 'inputs'): void {
  const candidates = [...draft.settings.spec[section].map((type) => type.name), ...draft.relationByType.keys()];
  const near = closest(name, candidates);
  draft.diagnostics.push(error('PGC326', `there is no type ${name}`, span, near === null ? `add it under \`${section}:\`` : `did you mean ${near}?`));
}

/** Columns of the table it is made `from`, then the fields of its own. */
function specFields(draft: Draft, spec: TypeSpec, input: boolean): readonly SpecField[] {
  const own = spec.fields.flatMap(({ name, type, span }) => {
    const value = typeExpression(draft, type);
    return value === null ? [] : [{ name, value, required: type.required, description: [], span }];
  });
  const table = spec.from === null ? null : findRelation(draft, spec.from.table);
  return [...(table === null ? [] : columnsOf(draft, table, spec.from?.only ?? null, input)), ...own];
}

function columnsOf(draft: Draft, relation: Relation, only: readonly string[] | null, input: boolean): readonly SpecField[] {
  return relation.columns.flatMap((column) => {
    const name = own(draft.names.relations[relation.oid]?.columns, column.name);
    if (name === undefined || (only !== null && !only.includes(column.name) && !only.includes(name))) return [];
    const { value, taken } = valueOfColumn(draft, relation, column);
    const filled = input && (column.default !== null || column.identity !== null || column.generated !== null);
    return taken ? [{ name, value, required: column.notNull && !filled, description: description(column.comment), span: column.span }] : [];
  });
}
