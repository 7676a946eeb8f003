import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { ValueContext } from '../codec.js';
import type { FieldStatement } from '../types.js';
import { findFunction } from './find-function.js';
import { functionField } from './function-field.js';

/** Fields for `functions:`, in the order of the spec; what cannot be a field is an error at its entry. */
export function planFunctions(context: ValueContext): Staged<readonly FieldStatement[]> {
  const diagnostics: Diagnostic[] = [];
  const fields = context.settings.spec.functions.flatMap((spec): readonly FieldStatement[] => {
    const fn = findFunction(context.catalog, context.names, spec);
    const made = 'severity' in fn ? fn : functionField(context, fn, spec);
    if (!('severity' in made)) return [made];
    diagnostics.push(made);
    return [];
  });
  return { value: fields, diagnostics: [...diagnostics, ...doubles(fields)] };
}

/** Overloads have the same name. One error at the first, with the places of the others. */
function doubles(fields: readonly FieldStatement[]): readonly Diagnostic[] {
  const place = (field: FieldStatement): string => `${field.parent}.${field.field}`;
  return fields.flatMap((field, index) => {
    const [first, ...others] = fields.filter((other) => place(other) === place(field));
    if (first !== field || others.length === 0 || fields.indexOf(field) !== index) return [];
    const related = others.flatMap(({ span }) => (span === null ? [] : [{ message: 'the other is here', span }]));
    return [error('PGC291', `two functions would be ${place(field)}`, field.span, `give one of them another place: \`field: ${place(field)}2\``, related)];
  });
}
