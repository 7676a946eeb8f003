import type { StableId } from '@supabase/pg-delta';
import { isNode, strings } from '../../parse/tree.js';
import type { AstNode } from '../../parse/types.js';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import type { Hazard } from '../types.js';
import { objectName } from './facts.js';
import { text, type TableName } from './read-change.js';
import { draft, isOld, isPartitioned, type Change, type Draft, type Work } from './work.js';

interface Added {
  readonly table: TableName;
  readonly constraint: AstNode;
  readonly sql: string;
  readonly hazards: readonly Hazard[];
  readonly object: string;
}

/** A constraint of a table that has rows: first for new rows, then, under a weak lock, for those that are there. */
export function constraintSteps(change: Change, work: Work): readonly Draft[] | null {
  const { read } = change;
  const constraint = read.tag === 'AlterDomainStmt' ? domainConstraint(read.node) : read.commands[0]?.subtype === 'AT_AddConstraint' ? read.commands[0].def : null;
  if (constraint === null) return null;
  if (read.tag === 'AlterDomainStmt') return domainSteps(change, constraint, work);
  const { table } = read;
  if (!isOld(work, table)) return [draft(change.sql)];
  const id: StableId = { kind: 'constraint', schema: table.schema, table: table.name, name: text(constraint['conname']) };
  const object = objectName(id, work.config.templateSchema);
  const added: Added = { table, constraint, sql: change.sql, hazards: [{ kind: 'may-fail', object }], object };
  return byKind(added, work);
}

function byKind(added: Added, work: Work): readonly Draft[] {
  const { table, constraint, sql, hazards, object } = added;
  const partitioned = isPartitioned(work, table);
  const locked = [draft(sql, { hazards: [...hazards, { kind: 'locks', object }] })];
  switch (text(constraint['contype'])) {
    case 'CONSTR_CHECK':
      return notYetValid(added);
    case 'CONSTR_FOREIGN':
      return partitioned ? locked : notYetValid(added);
    case 'CONSTR_UNIQUE':
    case 'CONSTR_PRIMARY':
      return partitioned ? locked : (usingIndex(added) ?? locked);
    default:
      return locked;
  }
}

function notYetValid({ table, constraint, sql, hazards }: Added): readonly Draft[] {
  if (constraint['skip_validation'] === true || /\bNOT VALID$/.test(sql)) return [draft(sql)];
  const name = quoteIdentifier(text(constraint['conname']));
  const target = `ALTER TABLE ${quoteQualified(table.schema, table.name)}`;
  return [draft(`${sql} NOT VALID`), draft(`${target} VALIDATE CONSTRAINT ${name}`, { kind: 'alone', hazards, late: true })];
}

/** Null where an index made before cannot stand for it. */
function usingIndex({ table, constraint, hazards, object }: Added): readonly Draft[] | null {
  if (Array.isArray(constraint['options']) || constraint['without_overlaps'] === true || constraint['indexname'] !== undefined) return null;
  const list = (value: unknown): string => strings(value).map((one) => quoteIdentifier(one)).join(', ');
  const name = quoteIdentifier(text(constraint['conname']));
  const relation = quoteQualified(table.schema, table.name);
  const including = list(constraint['including']);
  const index = `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${relation} (${list(constraint['keys'])})${including === '' ? '' : ` INCLUDE (${including})`}${constraint['nulls_not_distinct'] === true ? ' NULLS NOT DISTINCT' : ''}`;
  const word = text(constraint['contype']) === 'CONSTR_PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE';
  const deferred = constraint['deferrable'] === true ? ` DEFERRABLE${constraint['initdeferred'] === true ? ' INITIALLY DEFERRED' : ''}` : '';
  return [
    draft(index, { kind: 'alone', hazards: [...hazards, { kind: 'alone', object }] }),
    draft(`ALTER TABLE ${relation} ADD CONSTRAINT ${name} ${word} USING INDEX ${name}${deferred}`),
  ];
}

function domainConstraint(node: AstNode): AstNode | null {
  const def = isNode(node['def']) ? node['def']['Constraint'] : null;
  return text(node['subtype']) === 'C' && isNode(def) ? def : null;
}

function domainSteps(change: Change, constraint: AstNode, work: Work): readonly Draft[] {
  const [schema = '', name = ''] = strings(change.read.node['typeName']);
  const id: StableId = { kind: 'domain', schema, name };
  if (!work.from.has(id) || constraint['skip_validation'] === true) return [draft(change.sql)];
  const object = `constraint ${[name, text(constraint['conname'])].map((one) => quoteIdentifier(one)).join('.')}`;
  const validate = `ALTER DOMAIN ${quoteQualified(schema, name)} VALIDATE CONSTRAINT ${quoteIdentifier(text(constraint['conname']))}`;
  return [draft(`${change.sql} NOT VALID`), draft(validate, { kind: 'alone', hazards: [{ kind: 'may-fail', object }], late: true })];
}
