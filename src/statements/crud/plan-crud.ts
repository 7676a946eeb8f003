import type { Relation } from '../../catalog/types.js';
import type { CrudOperation, CrudSpec } from '../../config/types.js';
import { relationText } from '../../names/name-relation.js';
import { specNames } from '../../names/table-specs.js';
import { closest } from '../../source/closest.js';
import { error, warning } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { ValueContext } from '../codec.js';
import type { FieldStatement } from '../types.js';
import { createManyField } from './create-many-field.js';
import { mayRun } from './permitted.js';
import { getField, listField } from './read-fields.js';
import { possibleOperations, tableCrud, type TableCrud } from './table-crud.js';
import { tableModel } from './table-model.js';
import { createField, deleteField, updateField, upsertField } from './write-fields.js';

const builders: Readonly<Record<CrudOperation, (crud: TableCrud) => FieldStatement>> = {
  get: getField, list: listField, create: createField, createMany: createManyField, update: updateField, upsert: upsertField, delete: deleteField,
};

/**
 * Fields for `crud:`. Where the spec names no operations, those are made that the relation can have and at least one
 * role may run; a table that nobody may use is one warning. Operations that are named are made whoever may run them.
 */
export function planCrud(context: ValueContext): Staged<readonly FieldStatement[]> {
  const { catalog, names, settings } = context;
  const taken = catalog.relations.filter(({ oid, schemaKind }) => schemaKind !== 'cognition' && names.relations[oid] !== undefined);
  const specs = new Map<Relation, CrudSpec | null>(settings.spec.crudAll ? taken.map((relation) => [relation, null]) : []);
  // What a name means first of all stands over what it may mean, and the first object over later ones.
  const byName = new Map([1, 0].flatMap((rank) => taken.map((one) => [specNames(one)[rank] ?? '', one] as const).reverse()));
  const diagnostics: Diagnostic[] = [];
  for (const spec of settings.spec.crud) {
    const relation = byName.get(spec.table);
    if (relation === undefined) diagnostics.push(unknownTable(context, spec, taken));
    else specs.set(relation, spec);
  }
  const planned = [...specs].map(([relation, spec]) => planTable(context, relation, spec));
  return { value: planned.flatMap(({ value }) => value), diagnostics: [...diagnostics, ...planned.flatMap((one) => one.diagnostics)] };
}

function unknownTable({ catalog, names }: ValueContext, spec: CrudSpec, taken: readonly Relation[]): Diagnostic {
  const there = catalog.relations.find((relation) => specNames(relation).includes(spec.table));
  const leftOut = there === undefined ? undefined : names.leftOut.find(({ object }) => object === relationText(there));
  if (leftOut !== undefined) return error('PGC284', `crud: ${spec.table} is not in the API: ${leftOut.reason}`, spec.span, 'remove the entry, or what keeps it out');
  const near = closest(spec.table, taken.map((relation) => specNames(relation)[0] ?? ''));
  const way = 'make it in tenant_template/, or remove the entry';
  return error('PGC284', `crud: there is no table or view ${spec.table} in the API`, spec.span, near === null ? way : `did you mean ${near}?`);
}

function planTable(context: ValueContext, relation: Relation, spec: CrudSpec | null): Staged<readonly FieldStatement[]> {
  const { value: crud, diagnostics } = tableCrud(tableModel(context, relation), spec);
  const possible = possibleOperations(crud);
  if (spec?.operations != null) {
    const operations = spec.operations;
    const wrong = operations.filter((operation) => !possible.includes(operation));
    const value = possible.filter((operation) => operations.includes(operation)).map((operation) => builders[operation](crud));
    return { value, diagnostics: [...diagnostics, ...wrong.map((operation) => impossible(crud, spec, operation, possible))] };
  }
  const permitted = possible.filter((operation) => context.catalog.roles.some((role) => mayRun(crud, operation, role)));
  return { value: permitted.map((operation) => builders[operation](crud)), diagnostics: [...diagnostics, ...(permitted.length === 0 ? [ungranted(relation, spec)] : [])] };
}

function ungranted(relation: Relation, spec: CrudSpec | null): Diagnostic {
  const granted = Object.values(relation.privileges).some(({ select }) => select);
  const hint = granted && relation.rowSecurity
    ? 'row level security is on and no policy admits a tenant role: create policy ... to tenant_users'
    : `grant it in the template (grant select on ${relation.name} to tenant_users), or try things out with defaultGrants: true`;
  return warning('PGC280', `${relation.name} has no fields: no role may read it`, relation.span ?? spec?.span ?? null, hint);
}

function impossible({ model }: TableCrud, spec: CrudSpec, operation: CrudOperation, possible: readonly CrudOperation[]): Diagnostic {
  const keyed = operation === 'get' || operation === 'update' || operation === 'delete';
  const why = keyed && model.key === null ? 'it has no key' : `it is a ${model.relation.kind} that does not allow it`;
  const hint = keyed && model.key === null ? `give it a primary key, or name its key columns: \`tables: { ${spec.table}: { key: [...] } }\`` : `it can have ${possible.join(', ')}`;
  return error('PGC285', `crud: ${spec.table} cannot have ${operation}: ${why}`, spec.span, hint);
}
