import type { FieldStatement, ResultColumn } from '../statements/types.js';
import { claim } from './claim.js';
import { description } from './description.js';
import type { Draft } from './draft.js';
import { plainField } from './plain-field.js';
import { namedType, outputRef, relationName } from './reference.js';
import { listOfRef, oneOf } from './type-ref.js';
import type { FieldPlan, TypeRef } from './types.js';

/**
 * The type that a field returns. A single row or value of a query is nullable, lists and pages of a root are not;
 * fields of other types always are, so that an error of one field leaves its row standing.
 */
export function resultType(draft: Draft, field: FieldStatement): TypeRef {
  const root = field.parent === 'Query' || field.parent === 'Mutation';
  const { result } = field;
  if (result.kind === 'count') return oneOf('Int', root);
  const value = result.kind === 'value' ? outputRef(draft, result.value, !result.nullable, field.span) : null;
  const many = field.statement?.rows === 'many';
  if (field.statement?.page != null) return oneOf(pageType(draft, value ?? oneOf(rowType(draft, field), true), field), root);
  const one = value ?? oneOf(rowType(draft, field), true);
  if (many) return listOfRef(one, root);
  return { ...one, required: value !== null && value.required && root };
}

/** The object type of a field's rows. */
function rowType(draft: Draft, field: FieldStatement): string {
  const { result } = field;
  switch (result.kind) {
    case 'relation': return relationName(draft, result.relation);
    case 'spec': return namedType(draft, result.name, field.span);
    case 'extends':
    case 'own': return ownType(draft, field, result.name, result.kind === 'extends' ? result.relation : null);
    default: throw new Error(`graphql: ${field.parent}.${field.field} returns no rows`);
  }
}

/** A type made for one statement's rows. Statements with equal columns may share a name. */
function ownType(draft: Draft, field: FieldStatement, name: string, relation: number | null): string {
  const columns = field.statement?.columns ?? [];
  const shape = columns.filter(({ hidden }) => !hidden).map(({ name: column, value, nullability }) => [column, value, nullability === 'no']);
  const owner = { key: `own:${JSON.stringify([relation, shape])}`, what: `the rows of ${field.parent}.${field.field}`, span: field.span };
  if (!claim(draft, name, owner) || draft.objects.has(name)) return name;
  const fields: FieldPlan[] = [];
  const carries = new Set(columns.map((column) => column.name));
  draft.objects.set(name, { kind: 'object', name, description: [], directives: [], fields, relation, carries });
  fields.push(...columns.filter(({ hidden }) => !hidden).map((column) => ownField(draft, field, column)));
  return name;
}

function ownField(draft: Draft, field: FieldStatement, column: ResultColumn): FieldPlan {
  const everywhere = field.statement?.variants.every(({ labels }) => labels.includes(column.label)) ?? true;
  const type = outputRef(draft, column.value, column.nullability === 'no' && everywhere, field.span);
  return plainField(column.name, type, description(column.description), column.codec);
}

/** The page of a connection. */
function pageType(draft: Draft, item: TypeRef, field: FieldStatement): string {
  const name = `${item.name}${'List'.repeat(item.depth)}Page`;
  const owner = { key: `page:${item.name}:${item.depth}`, what: `the pages of ${field.parent}.${field.field}`, span: field.span };
  if (!claim(draft, name, owner) || draft.objects.has(name)) return name;
  draft.objects.set(name, {
    kind: 'object',
    name,
    description: [],
    directives: [],
    relation: null,
    carries: null,
    fields: [
      plainField('items', listOfRef(item, true), [], null),
      plainField('nextToken', oneOf('String', false), ['Asks for the next page; null on the last one.'], null),
    ],
  });
  return name;
}
