import { closest } from '../source/closest.js';
import { error, warning } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import type { FieldStatement } from '../statements/types.js';
import type { Draft, ObjectDraft } from './draft.js';

/** Mistakes that show only when all types are there. */
export function checkNames(draft: Draft): void {
  for (const object of draft.objects.values()) checkFields(draft, object);
  checkParents(draft);
  checkMadeInputs(draft);
}

function checkFields(draft: Draft, object: ObjectDraft): void {
  const typesUnknown = draft.diagnostics.some(({ code }) => code === 'PGC326');
  if (object.fields.length === 0 && !typesUnknown && object.name !== 'Query' && object.name !== 'Mutation') {
    const owner = draft.owners.get(object.name);
    const message = `${owner?.what ?? object.name} has no field that the API can show`;
    draft.diagnostics.push(error('PGC328', message, owner?.span ?? null, 'leave it out of the API, or give it a column'));
  }
  const seen = new Map<string, FieldStatement | null>();
  for (const field of object.fields) {
    const before = seen.get(field.name);
    if (before !== undefined) clash(draft, object, field.name, before, field.resolver);
    seen.set(field.name, field.resolver);
  }
  checkFiles(draft, object);
}

/** Resolvers are files, and some file systems do not tell capitals from small letters. */
function checkFiles(draft: Draft, object: ObjectDraft): void {
  const seen = new Map<string, string>();
  for (const { name, resolver } of object.fields) {
    if (resolver === null) continue;
    const before = seen.get(name.toLowerCase());
    if (before !== undefined && before !== name) {
      const message = `${object.name}.${before} and ${object.name}.${name} differ by capitals only: on macOS and Windows their files would be one`;
      draft.diagnostics.push(warning('PGC330', message, resolver.span, 'give one of them another name'));
    }
    seen.set(name.toLowerCase(), name);
  }
}

function clash(draft: Draft, object: ObjectDraft, name: string, first: FieldStatement | null, second: FieldStatement | null): void {
  const owner = draft.owners.get(object.name);
  const say = (field: FieldStatement | null): string => (field === null ? `a column of ${owner?.what ?? object.name}` : `a ${field.origin} field`);
  const span = first?.span ?? owner?.span ?? null;
  draft.diagnostics.push(
    error('PGC321', `${object.name} would have two fields ${name}: ${say(first)} and ${say(second)}`, second?.span ?? span,
      `give one another name: \`tables:\` renames a column, \`relations:\` a relation's field`,
      span === null || second?.span == null ? [] : [{ message: `the other ${name}`, span }]),
  );
}

/** Fields of types that are not in the schema. Relations are made for every pair of tables, so they may be left over. */
function checkParents(draft: Draft): void {
  for (const { parent, field, origin, span } of draft.fields) {
    if (draft.objects.has(parent) || origin === 'relation') continue;
    if (draft.relationByType.has(parent) || draft.settings.spec.types.some(({ name }) => name === parent)) {
      const message = `${parent}.${field} is left out: no field of the API returns ${parent}`;
      draft.diagnostics.push(warning('PGC327', message, span, `add a resolver or \`crud:\` that returns ${parent}`));
      continue;
    }
    const near = closest(parent, [...draft.objects.keys(), ...draft.relationByType.keys()]);
    const hint = near === null ? 'fields belong to Query, Mutation or a type of the API' : `did you mean ${near}?`;
    draft.diagnostics.push(error('PGC325', `${parent}.${field}: there is no type ${parent}`, span, hint));
  }
}

/** Two fields that bring input types of one name must mean the same type. */
function checkMadeInputs(draft: Draft): void {
  const first = new Map<string, { readonly shape: string; readonly field: FieldStatement }>();
  for (const field of draft.fields) {
    for (const input of field.inputs) {
      const shape = JSON.stringify(input.fields);
      const before = first.get(input.name);
      if (before === undefined) first.set(input.name, { shape, field });
      else if (before.shape !== shape) draft.diagnostics.push(differingInputs(input.name, before.field, field));
    }
  }
}

function differingInputs(name: string, first: FieldStatement, second: FieldStatement): Diagnostic {
  const other = `${first.parent}.${first.field}`;
  const message = `${other} and ${second.parent}.${second.field} would both make the input ${name}, with different fields`;
  const related = first.span === null ? [] : [{ message: `${other} makes the other`, span: first.span }];
  return error('PGC320', message, second.span, 'give one of the tables another type name under `tables:`', related);
}
