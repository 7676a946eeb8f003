import type { Catalog, Relation } from '../../catalog/types.js';
import { compareCodePoints } from '../../source/compare-code-points.js';
import { htmlText } from '../escape.js';
import type { PageView } from '../views.js';
import { relationId } from './diagram.js';

const verbs = ['select', 'insert', 'update', 'delete'] as const;
type Verb = (typeof verbs)[number];

/** Each role's rights on each table and view: of the whole, of some columns only, or none. */
export function grantRows({ relations, roles }: Catalog): PageView['grants'] {
  const shown = relations.filter(({ schemaKind }) => schemaKind === 'template' || schemaKind === 'shared');
  return [...shown].sort((a, b) => compareCodePoints(a.schemaKind, b.schemaKind) || compareCodePoints(a.name, b.name)).map((relation) => ({
    relation: htmlText(relation.schemaKind === 'shared' ? `shared.${relation.name}` : relation.name),
    id: relationId(relation),
    cells: roles.map((role) => ({ verbs: verbs.map((verb) => ({ verb, ...granted(relation, role, verb) })) })),
  }));
}

/** `class`: `yes`, `some` or `no`. */
function granted(relation: Relation, role: string, verb: Verb): { readonly class: string; readonly why: string } {
  if (relation.privileges[role]?.[verb] === true) return policed(relation, role, verb);
  const columns = verb === 'delete' ? [] : relation.columns.filter(({ privileges }) => privileges[role]?.[verb] === true).map(({ name }) => name);
  if (columns.length === 0) return { class: 'no', why: 'not granted' };
  return columns.length === relation.columns.length ? policed(relation, role, verb) : { class: 'some', why: htmlText(`only ${columns.join(', ')}`) };
}

/** With row level security a grant is worth what policies leave of it. */
function policed({ rowSecurity, policies }: Relation, role: string, verb: Verb): { readonly class: string; readonly why: string } {
  if (!rowSecurity) return { class: 'yes', why: 'granted' };
  const applicable = policies.filter(({ permissive, command, roles }) => permissive && (command === 'all' || command === verb) && (roles.includes('public') || roles.includes(role)));
  if (applicable.length === 0) return { class: 'some', why: 'granted, but no policy lets a row through' };
  return { class: 'yes', why: htmlText(`granted; rows by ${applicable.map(({ name }) => name).join(', ')}`) };
}
