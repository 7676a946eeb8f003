import { relationText } from '../../names/name-relation.js';
import type { ForeignKey, Oid, Relation } from '../../catalog/types.js';
import { info } from '../../source/diagnostic.js';
import type { Diagnostic } from '../../source/types.js';
import type { ValueContext } from '../codec.js';
import type { TableModel } from '../crud/table-model.js';
import { findLinks, isCompound, type RelationField } from './relation-link.js';
import { isReadable } from './relation-statement.js';

/**
 * Foreign keys that `relations: auto` gives no field, or one end only, with the reason; one line for all of them.
 * `fields` are those of all links. Keys of partitions belong to their tables.
 */
export function unfollowedKeys(context: ValueContext, tables: ReadonlyMap<Oid, TableModel>, fields: readonly RelationField[]): readonly Diagnostic[] {
  const linked = new Set(findLinks(tables).map(({ key }) => key));
  const unreadable = new Map(fields.filter((field) => !isReadable(field)).map(({ link, to }) => [link.key, `no role may read ${to.relation.name}`]));
  const own = context.catalog.relations.filter(({ schemaKind, partitionOf }) => (schemaKind === 'template' || schemaKind === 'shared') && partitionOf === null);
  const found = own.flatMap((child) => child.foreignKeys.flatMap((key) => {
    const why = linked.has(key) ? unreadable.get(key) : noLink(context, tables, child, key);
    return why === undefined ? [] : [{ key, text: `${child.name}.${key.name} (${why})` }];
  }));
  const [first] = found;
  if (first === undefined) return [];
  return [info('PGC293', `foreign keys without a field at one end or both: ${found.map(({ text }) => text).join(', ')}`, first.key.span, 'grant what they need to a role, or leave it so')];
}

function noLink({ catalog }: ValueContext, tables: ReadonlyMap<Oid, TableModel>, child: Relation, { columns, target }: ForeignKey): string {
  const missing = [child.oid, target].find((oid) => !tables.has(oid));
  const compound = tables.get(child.oid)?.columns.find((one) => columns.includes(one.column.name) && isCompound(one));
  if (missing === undefined) return compound === undefined ? 'a column of it is not in the API' : `its ${compound.column.name} is ${compound.column.typeText}, which cannot be sent for many parents at once`;
  const relation = catalog.relations.find(({ oid }) => oid === missing);
  const kind = relation === undefined ? 'its target' : relation.partitionOf === null ? relationText(relation) : `the partition ${relation.name}`;
  return `${kind} is not in the API`;
}
