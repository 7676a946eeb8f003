import type { FactBase } from '@supabase/pg-delta';
import { unquoteIdentifier } from '../../parse/identifier.js';
import { isNode, nodes, strings } from '../../parse/tree.js';
import type { AstNode, Grammar } from '../../parse/types.js';
import { brings, takesAway } from '../files/takes-away.js';
import type { PlannedStep } from '../types.js';
import { nameOf, schemaOf, tableOf } from './facts.js';
import { readChange, tableName, type TableName } from './read-change.js';
import { tableKey } from './work.js';

interface SharedRules {
  readonly grammar: Grammar;
  /** The old state. */
  readonly from: FactBase;
}

/**
 * What shared brings comes before what tenants do, and what it takes away behind it: nothing in shared rests on a tenant,
 * and tenants rest on what goes until they have their own. What goes is put behind what shared brings after it, unless that
 * has its name.
 */
export function sharedAround(rules: SharedRules, steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const shared = steps.filter(({ home }) => home === 'shared');
  const dropped = new Set(shared.flatMap(({ sql }) => readChange(rules.grammar, sql).dropped.map(tableKey)));
  const added = new Set(shared.filter((step) => isAdded(rules, step, dropped)));
  const last = goesLast(rules, shared, added);
  const stays = shared.filter((step) => !last.has(step));
  const end = stays.findIndex((step) => !added.has(step));
  const first = new Set(end < 0 ? stays : stays.slice(0, end));
  return [...first, ...closeUp(steps.filter((one) => !first.has(one) && !last.has(one)), added), ...shared.filter((step) => last.has(step))];
}

/** In what comes behind, its own name may be taken anew; what is changed there may be what it rests on. */
function goesLast(rules: SharedRules, shared: readonly PlannedStep[], added: ReadonlySet<PlannedStep>): ReadonlySet<PlannedStep> {
  const { grammar } = rules;
  const last = new Set<PlannedStep>();
  for (const [at, step] of [...shared.entries()].reverse()) {
    const behind = shared.slice(at + 1).filter((one) => !last.has(one));
    if (added.has(step) || !grammar.parse(step.sql).statements.every(({ tag, node }) => takesAway({ tag, ast: node }))) continue;
    const { dropped } = readChange(grammar, step.sql);
    const own = dropped.map(({ name }) => name);
    const under = dropped.map((name) => restsOn(rules, name));
    const passes = (one: PlannedStep): boolean => !mentions(grammar, one.sql, own) && (added.has(one) || under.every((names) => names !== null && !mentions(grammar, one.sql, names)));
    if (behind.length === 0 || (dropped.length > 0 && behind.every(passes))) last.add(step);
  }
  return last;
}

/** Names of what an object rests on; null: it is not known. */
function restsOn({ from }: SharedRules, { schema, name }: TableName): readonly string[] | null {
  const facts = from.facts().filter(({ id }) => !('target' in id) && schemaOf(id) === schema && (nameOf(id) === name || tableOf(id) === name));
  const names = facts.flatMap(({ id }) => from.outgoingEdges(id).filter(({ to }) => to.kind !== 'schema').map(({ to }) => tableOf(to) ?? nameOf(to)));
  return facts.length === 0 ? null : names;
}

/** What shared adds waits for no tenant, only for what shared does before. */
function closeUp(steps: readonly PlannedStep[], added: ReadonlySet<PlannedStep>): readonly PlannedStep[] {
  return steps.reduce<readonly PlannedStep[]>((done, step) => {
    const at = added.has(step) ? done.findLastIndex(({ home }) => home === 'shared') : -1;
    return at < 0 ? [...done, step] : [...done.slice(0, at + 1), step, ...done.slice(at + 1)];
  }, []);
}

/** The engine replaces a function that is not there, too, and takes rights on what is new before it gives some. */
function isAdded({ grammar, from }: SharedRules, { sql }: PlannedStep, dropped: ReadonlySet<string>): boolean {
  const known = (name: readonly string[]): boolean => !dropped.has(tableKey({ schema: name.at(-2) ?? '', name: name.at(-1) ?? '' })) && from.facts().some(({ id }) => !('target' in id) && nameOf(id) === name.at(-1) && schemaOf(id) === name.at(-2));
  return grammar.parse(sql).statements.every(({ tag, node }) => {
    if (tag === 'CreateFunctionStmt') return !known(strings(node['funcname']));
    if (tag !== 'GrantStmt' || node['is_grant'] === true) return brings({ tag, ast: node });
    const names = nodes(node['objects']).map(namesOf);
    return names.length > 0 && names.every((name) => name.length > 1 && !known(name));
  });
}

function namesOf(object: AstNode): readonly string[] {
  if (isNode(object['ObjectWithArgs'])) return strings(object['ObjectWithArgs']['objname']);
  const table = tableName(object['RangeVar']);
  return table === null ? isNode(object['List']) ? strings(object['List']['items']) : [] : [table.schema, table.name];
}

/** One of them, as a name or within a body. */
function mentions(grammar: Grammar, sql: string, names: readonly string[]): boolean {
  return grammar.scan(sql).some(({ kind, text }) => names.some((name) => (kind === 'string' ? text.includes(name) : unquoteIdentifier(text) === name)));
}
