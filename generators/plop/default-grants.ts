import type { Relation } from '../../src/catalog/types.js';
import { applicationAdmins } from '../../src/catalog/scratch-roles.js';
import { own } from '../../src/source/own.js';
import { nameInSql } from './resolver-sql.js';
import { neededTemplate, relationsOf } from './tables.js';
import { nextTemplateFile } from './template-file.js';
import type { Made, Project, Template } from './types.js';

/**
 * Grants for every table and view that no role of a tenant may use: admins do everything, users read. The file is the
 * user's, to be cut down to what is meant.
 */
export async function defaultGrants(project: Project): Promise<Made> {
  const template = await neededTemplate(project);
  const relations = relationsOf(template.catalog).filter((relation) => !isGranted(relation));
  if (relations.length === 0) return { edits: [], says: ['every table and view is granted to a role already'], next: [] };
  const path = nextTemplateFile(await project.sources(), 'grants');
  const lines = relations.flatMap((relation) => grantsOf(template, relation));
  const head = '-- Who may do what: admins everything, users read. Cut it down to what you mean; policies decide about rows.';
  return { edits: [{ path, before: null, after: `${[head, ...lines].join('\n')}\n` }], says: [`grants for ${relations.length} of ${relationsOf(template.catalog).length} tables and views`], next: [`cut ${path} down to what you mean`, 'pgcog-gen migration grants, when they are as you want them'] };
}

function isGranted({ privileges, columns }: Relation): boolean {
  const tenant = ([role]: readonly [string, unknown]): boolean => role !== applicationAdmins;
  return Object.entries(privileges).filter(tenant).some(([, may]) => may.select || may.insert || may.update || may.delete)
    || columns.some((column) => Object.entries(column.privileges).filter(tenant).some(([, may]) => may.select || may.insert || may.update));
}

function grantsOf({ catalog }: Template, relation: Relation): readonly string[] {
  const on = nameInSql(relation);
  const reads = [`grant select on ${on} to tenant_users, tenant_admins, ${applicationAdmins};`];
  if (relation.schemaKind === 'shared' || !relation.updatable.insert && !relation.updatable.update && !relation.updatable.delete) return reads;
  const verbs = (['insert', 'update', 'delete'] as const).filter((verb) => relation.updatable[verb]);
  const sequences = relation.columns.filter((column) => column.identity === null).flatMap((column) => column.sequences).flatMap((oid) => own(catalog.sequences, String(oid)) ?? []);
  return [
    ...reads,
    `grant ${verbs.join(', ')} on ${on} to tenant_admins, ${applicationAdmins};`,
    ...sequences.map((sequence) => `grant usage on sequence ${nameInSql({ ...relation, name: sequence.name })} to tenant_admins, ${applicationAdmins};`),
  ];
}
