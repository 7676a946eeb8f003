import type { Oid } from '../../catalog/types.js';
import type { RelationSpec } from '../../config/types.js';
import { specNames } from '../../names/table-specs.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { ValueContext } from '../codec.js';
import { chooseOrders } from '../crud/choose-orders.js';
import { fieldStatement } from '../crud/field-statement.js';
import { softDelete } from '../crud/soft-delete.js';
import { tableModel, type TableModel } from '../crud/table-model.js';
import type { FieldStatement } from '../types.js';
import { chooseFields } from './choose-fields.js';
import { findLinks, type Link, type RelationField } from './relation-link.js';
import { isReadable, relationArguments, relationStatement, type RelationPlan } from './relation-statement.js';
import { unfollowedKeys } from './unfollowed-keys.js';

/** Models of all tables of the API, by oid. */
function tableModels(context: ValueContext): ReadonlyMap<Oid, TableModel> {
  const taken = context.catalog.relations.filter(({ oid }) => context.names.relations[oid] !== undefined);
  return new Map(taken.map((relation) => [relation.oid, tableModel(context, relation)]));
}

/**
 * Fields for `relations:`: both directions of every foreign key (`auto`), of the keys listed, or none. A listed entry
 * with a field of its own makes that direction only. Each runs once for a whole batch of parents.
 */
export function planRelations(context: ValueContext): Staged<readonly FieldStatement[]> {
  const { relations } = context.settings.spec;
  if (relations === 'none') return { value: [], diagnostics: [] };
  const tables = tableModels(context);
  const links = findLinks(tables);
  const diagnostics: Diagnostic[] = [];
  const wishes = relations === 'auto' ? links.map((link) => ({ link, spec: null })) : relations.flatMap((spec) => {
    const link = findLink(links, spec);
    if (link === undefined) diagnostics.push(unknownKey(links, spec));
    return link === undefined ? [] : [{ link, spec }];
  });
  const fields = chooseFields(links, wishes);
  const value = fields.value.filter(isReadable).map((relation) => relationField(context, relation));
  const unfollowed = relations === 'auto' ? unfollowedKeys(context, tables, fields.value) : [];
  return { value, diagnostics: [...diagnostics, ...fields.diagnostics, ...unfollowed] };
}

/** `orders_customer_id_fkey` or `orders.customer_id`. */
function spellings({ key, child }: Link): readonly string[] {
  return [key.name, ...specNames(child.relation).flatMap((table) => [`${table}.${key.columns.join(',')}`, `${table}.${key.name}`])];
}

function findLink(links: readonly Link[], { foreignKey }: RelationSpec): Link | undefined {
  const plain = foreignKey.replaceAll(' ', '');
  return links.find((link) => spellings(link).includes(foreignKey)) ?? links.find((link) => spellings(link).includes(plain));
}

function unknownKey(links: readonly Link[], { foreignKey, span }: RelationSpec): Diagnostic {
  const near = closest(foreignKey, links.flatMap(spellings));
  const hint = near === null ? 'name a constraint, or its table and column: orders.customer_id' : `did you mean ${near}?`;
  return error('PGC287', `relations: there is no foreign key ${foreignKey} between tables of the API`, span, hint);
}

function relationField(context: ValueContext, relation: RelationField): FieldStatement {
  const { from, to, field } = relation;
  const plan = relationPlan(context, relation);
  return fieldStatement(context, {
    parent: from.names.type,
    field,
    origin: 'relation',
    arguments: relationArguments(plan),
    statement: relationStatement(plan),
    result: { kind: 'relation', relation: to.relation.oid },
    auth: null,
    allow: null,
    description: relation.link.key.comment,
    span: relation.span,
  });
}

/** Children are ordered as the list of `crud:` is, and those deleted softly are not shown; a row's own target always is. */
function relationPlan(context: ValueContext, relation: RelationField): RelationPlan {
  const { to, link } = relation;
  const names = specNames(to.relation);
  const spec = context.settings.spec.crud.find(({ table }) => names.includes(table)) ?? null;
  const orders = chooseOrders(to, spec?.orderBy ?? null).value;
  const soft = to === link.target && relation.fromColumns === link.childColumns ? null : softDelete(to, spec).value;
  const limit = relation.limit ?? spec?.page ?? context.settings.config.limits.list;
  return { relation, orders, choice: spec?.orderBy != null, soft, limit };
}
