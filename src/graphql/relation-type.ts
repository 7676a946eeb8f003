import type { Column, Oid, Relation } from '../catalog/types.js';
import { valueOfColumn } from '../statements/codec/value-of-column.js';
import type { ResultColumn, Statement } from '../statements/types.js';
import { claim } from './claim.js';
import { description } from './description.js';
import type { Draft } from './draft.js';
import { own } from './own.js';
import { plainField } from './plain-field.js';
import { outputRef } from './reference.js';
import type { FieldPlan } from './types.js';

/** Makes the object type of a table or view. Columns stand in the table's order. */
export function relationType(draft: Draft, oid: Oid): void {
  const relation = draft.relationByOid.get(oid);
  const names = draft.names.relations[oid];
  if (relation === undefined || names === undefined) throw new Error(`graphql: relation ${oid} has no name`);
  const owner = { key: `relation:${oid}`, what: `the ${relation.kind} ${relation.name}`, span: relation.span };
  if (!claim(draft, names.type, owner) || draft.objects.has(names.type)) return;
  const statements = statementsOf(draft, oid);
  const fields = relation.columns.flatMap((column) => {
    const name = own(names.columns, column.name);
    return name === undefined ? [] : columnField(draft, relation, column, name, statements);
  });
  const plan = { kind: 'object' as const, name: names.type, description: description(relation.comment), directives: [], fields };
  draft.objects.set(names.type, { ...plan, relation: oid, carries: null });
}

/** Statements whose rows are the relation's, the generator's own first: what they say of a column is what travels. */
function statementsOf(draft: Draft, oid: Oid): readonly Statement[] {
  const fields = draft.fieldsByRelation.get(oid) ?? [];
  const ordered = [...fields.filter(({ origin }) => origin === 'crud'), ...fields.filter(({ origin }) => origin !== 'crud')];
  return ordered.flatMap(({ statement }) => (statement === null ? [] : [statement]));
}

function columnField(draft: Draft, relation: Relation, column: Column, name: string, statements: readonly Statement[]): readonly FieldPlan[] {
  const said = statements.flatMap(({ columns }) => columns.filter((one) => one.name === name && !one.hidden))[0];
  const value = said ?? valueOfColumn(draft, relation, column);
  if ('taken' in value && !value.taken) return [];
  const required = statements.length > 0 ? statements.every((one) => certain(one, name)) : column.notNull;
  const lines = [...description(column.comment), ...readersLine(draft, column, statements, name)];
  return [plainField(name, outputRef(draft, value.value, required, column.span), lines, value.codec)];
}

/** Never null in this statement's rows, whichever of its variants runs. */
function certain(statement: Statement, name: string): boolean {
  const column = statement.columns.find((one) => one.name === name);
  return column !== undefined && column.nullability === 'no' && statement.variants.every(({ labels }) => labels.includes(column.label));
}

/** Where roles may read different columns, the ones who may read this one; for the others it is null. */
function readersLine(draft: Draft, column: Column, statements: readonly Statement[], name: string): readonly string[] {
  if (!statements.some((one) => one.variants.some((variant) => !labelled(one.columns, variant.labels, name)))) return [];
  const readers = draft.catalog.roles.filter((role) => own(column.privileges, role)?.select === true);
  return [`Readable by: ${readers.length > 0 ? readers.join(', ') : 'none yet'}; null for others.`];
}

function labelled(columns: readonly ResultColumn[], labels: readonly string[], name: string): boolean {
  const column = columns.find((one) => one.name === name);
  return column === undefined || labels.includes(column.label);
}
