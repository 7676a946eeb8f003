import type { Catalog, PgFunction, Relation } from '../../catalog/types.js';
import type { Config } from '../../config/types.js';
import type { PlanFacts, WriteCommand } from './plan-facts.js';

/** Policies apply to a role and to those whose rights it has. */
function standsFor(config: Config, role: string): ReadonlySet<string> {
  return new Set(['public', role, ...(config.roles.find(({ name }) => name === role)?.inherits ?? [])]);
}

function lacksPolicy(config: Config, relation: Relation, role: string, command: WriteCommand | 'select'): boolean {
  if (!relation.rowSecurity) return false;
  const roles = standsFor(config, role);
  return !relation.policies.some((policy) => policy.permissive && (policy.command === 'all' || policy.command === command) && policy.roles.some((one) => roles.has(one)));
}

const relationOf = (catalog: Catalog, schema: string, name: string): Relation | undefined =>
  catalog.relations.find((one) => one.schema === schema && one.name === name);

function refusedFunction(catalog: Catalog, relation: Relation, role: string): PgFunction | undefined {
  const called = new Set(relation.checks.flatMap(({ functions }) => functions));
  return catalog.functions.find(({ oid, execute }) => called.has(oid) && execute[role] === false);
}

function refusedWrite(catalog: Catalog, config: Config, write: PlanFacts['writes'][number], role: string): string | null {
  const relation = relationOf(catalog, write.schema, write.relation);
  if (relation === undefined) return null;
  if (lacksPolicy(config, relation, role, write.command)) return `no policy of ${relation.name} admits ${role} to ${write.command}`;
  const fn = write.command === 'delete' ? undefined : refusedFunction(catalog, relation, role);
  return fn === undefined ? null : `permission denied for function ${fn.name}, which a check of ${relation.name} calls`;
}

function refusedSequence(catalog: Catalog, printed: string, role: string): string | null {
  const sequence = Object.values(catalog.sequences).find(({ schema, name }) => printed.replaceAll('"', '') === `${schema}.${name}`.replaceAll('"', ''));
  return sequence === undefined || sequence.usage[role] !== false ? null : `permission denied for sequence ${sequence.name}`;
}

/**
 * Why a role could not carry a statement out although it can be planned as it: sequences behind defaults, functions in
 * checks, and tables under row level security that no policy opens for the command.
 */
export function unseenRefusal(catalog: Catalog, config: Config, facts: PlanFacts, role: string): string | null {
  const writes = facts.writes.map((write) => refusedWrite(catalog, config, write, role));
  const reads = facts.reads.map(({ schema, relation }) => {
    const found = relationOf(catalog, schema, relation);
    return found !== undefined && lacksPolicy(config, found, role, 'select') ? `no policy of ${found.name} admits ${role} to select` : null;
  });
  const sequences = facts.sequences.map((printed) => refusedSequence(catalog, printed, role));
  return [...writes, ...reads, ...sequences].find((reason) => reason !== null) ?? null;
}

/** Triggers run with rights and effects that no plan shows. */
export function uncheckedOf(catalog: Catalog, facts: PlanFacts): readonly string[] {
  const relations = facts.writes.map(({ schema, relation }) => relationOf(catalog, schema, relation)).filter((one) => one !== undefined);
  return [...new Set(relations.flatMap(({ triggers }) => triggers.filter(({ enabled }) => enabled).map(({ name }) => `trigger ${name}`)))].sort();
}
