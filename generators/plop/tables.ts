import type { Catalog, Relation } from '../../src/catalog/types.js';
import { closest } from '../../src/source/closest.js';
import { error } from '../../src/source/diagnostic.js';
import { Refused, refuse } from './refused.js';
import type { Project, Template } from './types.js';

/** Tables and views of the template and of `shared`, partitions left out. */
export function relationsOf({ relations }: Catalog): readonly Relation[] {
  return relations.filter(({ schemaKind, partitionOf }) => (schemaKind === 'template' || schemaKind === 'shared') && partitionOf === null);
}

/** @throws Refused PGC763 where there is no such table or view */
export async function tableNamed(project: Project, name: string): Promise<{ readonly relation: Relation; readonly template: Template }> {
  const template = await neededTemplate(project);
  const relations = relationsOf(template.catalog);
  const plain = name.replace(/^shared\./u, '');
  const relation = relations.find((one) => one.name === plain && (plain === name || one.schemaKind === 'shared'));
  if (relation !== undefined) return { relation, template };
  const near = closest(plain, relations.map((one) => one.name));
  return refuse('PGC763', `there is no table or view ${name}`, near === null ? `make it: pgcog-gen table NAME` : `did you mean ${near}?`);
}

export async function neededTemplate(project: Project): Promise<Template> {
  const template = await project.template();
  if (template === null) throw new Refused([error('PGC763', 'there are no tables yet', null, 'make one: pgcog-gen table NAME')]);
  return template;
}
