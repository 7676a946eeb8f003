import { isNode, nodes, strings } from '../../parse/tree.js';
import type { AstNode } from '../../parse/types.js';
import type { Diagnostic } from '../../source/types.js';
import { brings, takesAway } from '../files/takes-away.js';
import type { PlannedStep } from '../types.js';
import { nameOf, schemaOf, tableOf } from './facts.js';
import { readChange, tableName, type TableName } from './read-change.js';
import { withOwnNames } from './set-aside.js';
import { mentions, underTenants, type SharedRules } from './under-tenants.js';
import { tableKey, type Draft } from './work.js';

export interface Around {
  readonly steps: readonly PlannedStep[];
  /** Drafts that were not asked for. */
  readonly more: readonly Draft[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What a tenant finds: shared is there before it begins, as far as nobody has to wait, and what goes from shared goes when
 * every tenant has its own. So shared comes first and goes last, and what the file says is what happens. Nothing in shared
 * rests on a tenant. What goes is put behind what shared brings after it, unless that has its name; where tenants rest on
 * it all the same, it has another name for as long as they do.
 */
export async function sharedAround(rules: SharedRules, drafts: readonly Draft[], toStep: (draft: Draft) => PlannedStep): Promise<Around> {
  const planned = drafts.map(toStep);
  const own = withOwnNames(rules.grammar, planned.flatMap(({ home, sql }) => (home === 'shared' ? [sql] : [])), rules.after);
  const shared = planned.filter(({ home }) => home === 'shared').map((step, at) => ({ ...step, sql: own[at] ?? step.sql }));
  const dropped = new Set(shared.flatMap(({ sql }) => readChange(rules.grammar, sql).dropped.map(tableKey)));
  const added = new Set(shared.filter((step) => isAdded(rules, step, dropped)));
  const { first, follow, last, aside, diagnostics } = await underTenants(rules, shared, goesLast(rules, shared, added));
  // What can be in no transaction comes behind the template, and so does what follows it.
  const alone = first.findIndex(({ kind }) => kind !== 'transaction');
  const end = alone < 0 ? first.length : alone;
  const tenants = planned.filter(({ home }) => home === 'tenant').map((step) => aside.reduce((one, { inDrops }) => ({ ...one, sql: inDrops(one.sql) }), step));
  return { steps: [...first.slice(0, end), ...follow.map(toStep), ...tenants, ...first.slice(end), ...last], more: follow, diagnostics };
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
