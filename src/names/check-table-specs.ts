import type { Catalog, PgType, Relation } from '../catalog/types.js';
import type { TableSpec } from '../config/types.js';
import { closest } from '../source/closest.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import { namedOwners, specNames } from './table-specs.js';

/** Errors for entries of `tables:` that name no table, view, enum or composite, or none of its columns or labels. */
export function checkTableSpecs(catalog: Catalog, specs: readonly TableSpec[]): readonly Diagnostic[] {
  const owners = namedOwners(catalog);
  const names = owners.flatMap((owner) => specNames(owner));
  return specs.flatMap((spec) => {
    const owner = owners.find((candidate) => specNames(candidate).includes(spec.table));
    if (owner !== undefined) return checkColumns(owner, spec);
    return [error('PGC305', `there is no table, view, enum or composite type ${spec.table}`, spec.span, didYouMean(spec.table, names) ?? 'make it in tenant_template/, or remove the entry')];
  });
}

function didYouMean(name: string, names: readonly string[]): string | null {
  const near = closest(name, names);
  return near === null ? null : `did you mean ${near}?`;
}

function columnsOf(owner: Relation | PgType): readonly string[] {
  if ('columns' in owner) return owner.columns.map(({ name }) => name);
  return owner.kind === 'enum' ? owner.labels : owner.attributes.map(({ name }) => name);
}

function checkColumns(owner: Relation | PgType, spec: TableSpec): readonly Diagnostic[] {
  const names = columnsOf(owner);
  const keys = (spec.key ?? []).map((column) => ({ column, span: spec.span }));
  const unknown = [...spec.columns, ...keys].filter(({ column }) => !names.includes(column));
  return unknown.map(({ column, span }) => error('PGC306', `${spec.table} has no ${owner.kind === 'enum' ? 'label' : 'column'} ${column}`, span, didYouMean(column, names) ?? `it has ${names.join(', ')}`));
}
