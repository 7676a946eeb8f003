import { child, text } from '../../../catalog/ast.js';
import type { AstNode } from '../../../parse/types.js';
import type { Asking, Command } from './asking.js';
import { behind, inBrackets, splitList } from './command-texts.js';
import { findTable, named, tableName } from './find-table.js';
import { NotKnown, type Future } from './future.js';
import { rowsWhere } from './questions.js';
import { forget, relatives } from './relatives.js';

interface Bound {
  readonly parent: string;
  /** A table with rows; null: it is made with the bound. */
  readonly child: string | null;
  readonly bound: AstNode;
  readonly sql: string;
}

/** Rows of the table must be within the bound, and no row that is in the default partition. */
export function attachPartition(asking: Asking, parent: string, { node, sql }: Command): void {
  const partition = child(child(node, 'def'), 'PartitionCmd');
  const bound = child(partition, 'bound');
  const name = tableName(asking.future, child(partition, 'name'), asking.home);
  if (bound !== null && name !== null) boundQuestions(asking, { parent, child: name, bound, sql });
  forget(asking.future, [parent, name ?? '', ...relatives(asking.future, parent)], (one) => `an earlier step changes which rows ${one} has`);
}

export function boundQuestions(asking: Asking, { parent, child: name, bound, sql }: Bound): void {
  const { future } = asking;
  const rest = future.tables.get(parent)?.fact.partitioned?.rest ?? null;
  const condition = (): string => conditionOf(future, parent, bound, sql);
  if (name !== null) {
    asking.ask(`${name} is to be a partition of ${parent}`, () => {
      const table = findTable(future, named(name), 'tenant');
      // It gets the indexes and keys of its parent, which may be unique.
      const more = future.tables.get(parent)?.fact;
      if (more === undefined || more.constraints.some(({ definition }) => !definition.startsWith('CHECK')) || more.indexes.length > 0) throw new NotKnown(`it has to hold what ${parent} holds`);
      return [rowsWhere({ future, table }, `${name} is to be a partition of ${parent}`, `(${condition()}) is not true`)];
    });
  }
  if (rest !== null) {
    const what = `${rest} is to hold no row of the new partition of ${parent}`;
    asking.ask(what, () => [rowsWhere({ future, table: findTable(future, named(rest), 'tenant') }, what, `(${condition()}) is true`)]);
  }
}

/** What the bound says of a row. Source: "CREATE TABLE", the manual. @throws NotKnown */
function conditionOf(future: Future, parent: string, bound: AstNode, sql: string): string {
  const { grammar } = future;
  const by = future.tables.get(parent)?.fact.partitioned?.by;
  if (by === undefined) throw new NotKnown(`${parent} is made by an earlier step`);
  if (bound['is_default'] === true) throw new NotKnown('what no other partition takes is known by the server alone');
  const keys = splitList(grammar, inBrackets(grammar, by)?.text ?? '').map((one) => one.replace(/\s+(?:collate\s+\S+|\w+_ops)\s*$/iu, ''));
  const values = behind(grammar, sql, 'values') ?? '';
  switch (text(bound, 'strategy')) {
    case 'l': return listed(keys[0] ?? 'null', splitList(grammar, inBrackets(grammar, values)?.text ?? ''));
    case 'r': return ranged(keys, splitList(grammar, inBrackets(grammar, behind(grammar, values, 'from', ['to']) ?? '')?.text ?? ''), splitList(grammar, inBrackets(grammar, behind(grammar, values, 'to') ?? '')?.text ?? ''));
    default: throw new NotKnown('which rows a hash puts there is known by the server alone');
  }
}

function listed(key: string, values: readonly string[]): string {
  const given = values.filter((one) => one.toLowerCase() !== 'null');
  const parts = [...(given.length > 0 ? [`(${key} is not null and ${key} in (${given.join(', ')}))`] : []), ...(given.length < values.length ? [`${key} is null`] : [])];
  return parts.join(' or ');
}

function ranged(keys: readonly string[], from: readonly string[], to: readonly string[]): string {
  const lower = edge(keys, from, { inside: '>', last: '>=' });
  const upper = edge(keys, to, { inside: '<', last: '<' });
  return [...keys.map((key) => `${key} is not null`), `(${lower})`, `(${upper})`].join(' and ');
}

/** Key by key: beyond the bound in one, or the same and beyond in the next. */
function edge([key, ...keys]: readonly string[], [value, ...values]: readonly string[], operators: { readonly inside: string; readonly last: string }): string {
  if (key === undefined || value === undefined) return operators.last.endsWith('=') ? 'true' : 'false';
  const word = value.toLowerCase();
  if (word === 'minvalue') return operators.inside === '>' ? 'true' : 'false';
  if (word === 'maxvalue') return operators.inside === '>' ? 'false' : 'true';
  return `${key} ${operators.inside} ${value} or (${key} = ${value} and (${edge(keys, values, operators)}))`;
}
