import type { Relation } from '../../catalog/types.js';
import type { Settings } from '../../config/types.js';
import type { Piece, StatementVariant } from '../types.js';
import type { TableColumn, TableModel } from './table-model.js';

type Verb = 'select' | 'insert' | 'update' | 'delete';

export function mayColumn(role: string, verb: 'select' | 'insert' | 'update', { column }: TableColumn): boolean {
  return column.privileges[role]?.[verb] === true;
}

/** False where row level security is on and no permissive policy admits the role to the command: it would meet no row. */
export function policyAdmits(settings: Settings, relation: Relation, role: string, verb: Verb): boolean {
  if (!relation.rowSecurity) return true;
  const own = new Set(['public', role, ...(settings.config.roles.find(({ name }) => name === role)?.inherits ?? [])]);
  return relation.policies.some(({ permissive, command, roles }) => permissive && (command === 'all' || command === verb) && roles.some((one) => own.has(one)));
}

/** What differs between the groups of roles; `before` and `labels` are result columns around the table's own. */
export interface Variation {
  readonly sql: readonly Piece[];
  readonly parts: readonly string[];
  readonly before?: readonly string[];
  readonly labels?: readonly string[];
}

/** Columns that each group of roles may read, widest first; `null` for everybody where all see the same. */
export interface Group {
  readonly roles: readonly string[] | null;
  readonly columns: readonly TableColumn[];
}

/**
 * Roles by the columns they may read, among those that `may` run the statement and can read all `needed`. Where nobody
 * can, the one group has all columns: who is refused is for the permission check to say.
 */
export function readerGroups(model: TableModel, needed: readonly TableColumn[], may: (role: string) => boolean): readonly Group[] {
  const { catalog } = model.context;
  const groups = new Map<string, { roles: string[]; columns: readonly TableColumn[] }>();
  for (const role of catalog.roles.filter(may)) {
    const columns = model.columns.filter((column) => mayColumn(role, 'select', column));
    if (!columns.some(({ hidden }) => !hidden) || !needed.every((column) => columns.includes(column))) continue;
    const id = columns.map(({ column }) => column.number).join(' ');
    groups.set(id, { roles: [...(groups.get(id)?.roles ?? []), role], columns });
  }
  const all = [...groups.values()].sort((a, b) => b.columns.length - a.columns.length);
  const [first] = all;
  if (first === undefined) return [{ roles: null, columns: model.columns }];
  return all.length === 1 ? [{ roles: null, columns: first.columns }] : all;
}

/** One variant per group. */
export function toVariants(groups: readonly Group[], build: (columns: readonly TableColumn[]) => Variation): readonly StatementVariant[] {
  return groups.map(({ roles, columns }) => {
    const { sql, parts, before = [], labels = [] } = build(columns);
    return { roles, sql, parts, labels: [...before, ...columns.map(({ column }) => column.name), ...labels] };
  });
}

/** Every column that some group reads, in the table's order. */
export function unionOf(model: TableModel, groups: readonly Group[]): readonly TableColumn[] {
  return model.columns.filter((column) => groups.some(({ columns }) => columns.includes(column)));
}
