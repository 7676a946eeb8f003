import type { RelationSpec } from '../../config/types.js';
import { compareCodePoints } from '../../source/compare-code-points.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { TableModel } from '../crud/table-model.js';
import type { Link, RelationField } from './relation-link.js';
import { freeName, namesOfMany, namesOfOne } from './relation-names.js';

type Direction = 'forward' | 'back';

/** Names used so far, by type. */
type Used = Map<TableModel, Set<string>>;

function usedBy(used: Used, model: TableModel): Set<string> {
  const found = used.get(model) ?? new Set(model.columns.map(({ field }) => field));
  used.set(model, found);
  return found;
}

function make(link: Link, direction: Direction, field: string, spec: RelationSpec | null): RelationField {
  const forward = direction === 'forward';
  return {
    link, field,
    kind: forward || link.single ? 'one' : 'many',
    from: forward ? link.child : link.target,
    to: forward ? link.target : link.child,
    fromColumns: forward ? link.childColumns : link.targetColumns,
    toColumns: forward ? link.targetColumns : link.childColumns,
    limit: spec?.limit ?? null,
    span: spec?.span ?? link.key.span,
  };
}

interface Wish {
  readonly link: Link;
  readonly spec: RelationSpec | null;
}

/**
 * Names both directions of each link. Names that the user wrote come first; a name chosen here gives way to columns and
 * to them, so that it never stops a run.
 */
export function chooseFields(links: readonly Link[], wishes: readonly Wish[]): Staged<readonly RelationField[]> {
  const used: Used = new Map();
  const diagnostics: Diagnostic[] = [];
  const said = wishes.filter(({ spec }) => spec?.field != null).flatMap((wish) => saidField(wish, used, diagnostics));
  const usual = wishes.filter(({ spec }) => spec?.field == null).sort((a, b) => compareCodePoints(orderOf(a.link), orderOf(b.link)));
  const forward = usual.map(({ link, spec }) => make(link, 'forward', take(used, link.child, namesOfOne(link)), spec));
  const back = usual.map(({ link, spec }) => {
    const siblings = links.filter((other) => other.child === link.child && other.target === link.target).length;
    return make(link, 'back', take(used, link.target, namesOfMany(link, siblings)), spec);
  });
  return { value: [...said, ...forward, ...back], diagnostics };
}

function orderOf({ child, key }: Link): string {
  return `${child.from} ${key.name}`;
}

function take(used: Used, model: TableModel, wishes: readonly string[]): string {
  const names = usedBy(used, model);
  const name = freeName(wishes, names);
  names.add(name);
  return name;
}

/** A field that the user named: `Customer.orders`; its type says the direction, and of a self-reference it is the children. */
function saidField({ link, spec }: Wish, used: Used, diagnostics: Diagnostic[]): readonly RelationField[] {
  if (spec?.field == null) return [];
  const [type = '', field = ''] = spec.field.split('.');
  const direction = type === link.target.names.type ? 'back' : type === link.child.names.type ? 'forward' : null;
  if (direction === null || field === '') {
    const types = [...new Set([link.child.names.type, link.target.names.type])].join(' or ');
    diagnostics.push(error('PGC287', `relations: ${spec.field} cannot be a field of ${link.key.name}`, spec.span, `write a field of ${types}`));
    return [];
  }
  const model = direction === 'back' ? link.target : link.child;
  const names = usedBy(used, model);
  const owner = model.columns.find((column) => column.field === field);
  if (names.has(field)) {
    const related = owner?.column.span == null ? [] : [{ message: `column ${owner.column.name} is here`, span: owner.column.span }];
    diagnostics.push(error('PGC292', `relations: ${type} has a field ${field} already`, spec.span, 'choose another name for the relation', related));
    return [];
  }
  names.add(field);
  return [make(link, direction, field, spec)];
}
