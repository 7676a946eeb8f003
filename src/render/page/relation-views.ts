import type { Catalog, Column, Policy, Relation } from '../../catalog/types.js';
import { compareCodePoints } from '../../source/compare-code-points.js';
import { htmlText } from '../escape.js';
import type { PageView } from '../views.js';
import { relationId } from './diagram.js';

type RelationView = PageView['relations'][number];

/** Tables and views with what belongs to them, by schema and name. */
export function relationViews({ relations }: Catalog): readonly RelationView[] {
  const shown = relations.filter(({ schemaKind }) => schemaKind === 'template' || schemaKind === 'shared');
  const byOid = new Map(relations.map((relation) => [relation.oid, relation]));
  return [...shown].sort((a, b) => compareCodePoints(a.schemaKind, b.schemaKind) || compareCodePoints(a.name, b.name)).map((relation) => ({
    id: relationId(relation),
    name: htmlText(relation.schemaKind === 'shared' ? `shared.${relation.name}` : relation.name),
    kind: htmlText(relation.partitionOf === null ? relation.kind : `partition of ${byOid.get(relation.partitionOf)?.name ?? ''}`),
    comment: htmlText(relation.comment ?? ''),
    security: htmlText(securityOf(relation)),
    columns: relation.columns.map((column) => columnView(column, relation, byOid)),
    policies: relation.policies.map(policyView),
    triggers: relation.triggers.map(({ name, definition }) => ({ name: htmlText(name), definition: htmlText(definition) })),
  }));
}

function securityOf({ kind, rowSecurity, forceRowSecurity, securityInvoker }: Relation): string {
  if (kind === 'view') return securityInvoker ? 'sees what its caller may see' : "sees what the schema's owner may see";
  if (kind === 'materialized view') return '';
  if (!rowSecurity) return 'no row level security';
  return `row level security${forceRowSecurity ? ', the owner included' : ''}`;
}

function columnView(column: Column, { keys, foreignKeys }: Relation, byOid: ReadonlyMap<number, Relation>): RelationView['columns'][number] {
  const { name, typeText, notNull, comment, identity, generated } = column;
  const links = foreignKeys.filter(({ columns }) => columns.includes(name)).map(({ target, targetColumns, columns }) => {
    const other = byOid.get(target);
    return `${other?.schemaKind === 'shared' ? 'shared.' : ''}${other?.name ?? '?'}.${targetColumns[columns.indexOf(name)] ?? '?'}`;
  });
  const marks = [
    ...(keys.some(({ kind, columns }) => kind === 'primary' && columns.includes(name)) ? ['primary key'] : []),
    ...(keys.some(({ kind, columns }) => kind === 'unique' && columns.length === 1 && columns.includes(name)) ? ['unique'] : []),
    ...links.map((link) => `→ ${link}`),
    ...(identity === null ? [] : [`identity, ${identity}`]),
    ...(generated === null ? [] : [`generated: ${column.default ?? ''}`]),
    ...(generated === null && column.default !== null ? [`default ${column.default}`] : []),
  ];
  return { name: htmlText(name), type: htmlText(typeText), nullable: notNull ? '' : 'null', marks: htmlText(marks.join('; ')), comment: htmlText(comment ?? '') };
}

function policyView({ name, command, permissive, roles, using, withCheck }: Policy): RelationView['policies'][number] {
  const parts = [`for ${command} to ${roles.join(', ')}`, ...(permissive ? [] : ['restrictive']), ...(using === null ? [] : [`using ${using}`]), ...(withCheck === null ? [] : [`with check ${withCheck}`])];
  return { name: htmlText(name), says: htmlText(parts.join('; ')) };
}
