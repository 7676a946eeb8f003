import { buildFactBase, extract, type Fact, type FactBase, type StableId } from '@supabase/pg-delta';
import type { Pool } from 'pg';
import { quoteLiteral } from '../../postgres/quote.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { keyOf, ofKind, schemaOf, textOf } from './facts.js';

/**
 * What a database holds, as facts of the engine. Read within the transaction that is open on the client, or outside any.
 *
 * @param schemas reads no other, as far as the engine's queries say which they read: where there are thousands; null: all
 * @throws what `pg` throws
 */
export async function readFacts(client: SqlSession, schemas: readonly string[] | null = null): Promise<FactBase> {
  return (await extract(oneClientPool(client, schemas))).factBase;
}

/** How the engine says which schemas it reads: all but the server's. */
const everywhere = "NOT IN ('pg_catalog', 'information_schema')";

/** The engine asks a pool for a client, and would begin a transaction: ours may have renames in it that it is to see. */
function oneClientPool(client: SqlSession, schemas: readonly string[] | null): Pool {
  const only = (text: string): string => (schemas === null ? text : text.replaceAll(everywhere, `IN (${schemas.map(quoteLiteral).join(', ')})`));
  const session = {
    query: (text: string, values?: unknown[]) => (/^(begin|commit|rollback)\b/i.test(text) ? Promise.resolve({ rows: [] }) : client.query(only(text), values)),
    release: (): void => undefined,
  };
  return { connect: () => Promise.resolve(session) } as unknown as Pool;
}

/** The two states, each with only what a migration is to change. */
export interface Bases {
  readonly from: FactBase;
  readonly to: FactBase;
}

/**
 * Both states cut down to these schemas: what stands elsewhere is the same on both sides, so that names can be resolved.
 * Owners are left out, and with them what an owner may by itself.
 */
export function comparable(from: FactBase, to: FactBase, schemas: readonly string[]): Bases {
  const names = new Set(schemas);
  const silent = (fact: Fact): boolean => [from, to].every((base) => isOwnersDefault(base.get(fact.id) ?? fact));
  const own = (base: FactBase): readonly Fact[] => base.facts().filter((fact) => isOurs(fact, names) && !silent(fact) && !isDomainsNotNull(fact));
  const defaults = [from, to].flatMap((base) => ofKind(base, 'defaultPrivilege'));
  const others = from.facts().filter((fact) => !isOurs(fact, names));
  const extensions = to.facts().filter((fact) => belongsToExtension(fact.id, to) && !from.has(fact.id));
  return {
    from: cut(from, withoutDefaults(own(from), defaults), others),
    to: cut(to, withoutDefaults(own(to), defaults), [...others, ...extensions]),
  };
}

function isOurs(fact: Fact, schemas: ReadonlySet<string>): boolean {
  if (fact.id.kind === 'defaultPrivilege') return fact.id.schema !== null && schemas.has(fact.id.schema);
  if ('target' in fact.id && fact.id.target.kind === 'schema') return schemas.has(fact.id.target.name);
  const schema = schemaOf(fact.id);
  return schema !== null && schemas.has(schema);
}

/** What an owner may is not said, as long as it is what every owner may. */
function isOwnersDefault({ payload }: Fact): boolean {
  const [granted, usual] = [payload['privileges'], payload['_ownerDefault']];
  const held = Array.isArray(payload['grantable']) ? payload['grantable'].length : 0;
  return Array.isArray(granted) && Array.isArray(usual) && held === 0 && JSON.stringify([...granted].sort()) === JSON.stringify([...usual].sort());
}

/** What default privileges are for, as `pg_default_acl.defaclobjtype` has it. */
const defaultKinds: Readonly<Partial<Record<StableId['kind'], string>>> = {
  table: 'r', view: 'r', materializedView: 'r', foreignTable: 'r', sequence: 'S', function: 'f', procedure: 'f', aggregate: 'f', type: 'T', domain: 'T',
};

/**
 * An object that is made anew begins with what default privileges give by then, which it need not have had: where it has
 * no right for somebody, that is said, and the engine takes what there is.
 */
function withoutDefaults(own: readonly Fact[], defaults: readonly Fact[]): readonly Fact[] {
  const known = new Set(own.map((fact) => keyOf(fact.id)));
  return [...own, ...own.flatMap((fact) => defaults.flatMap(({ id, payload }): readonly Fact[] => {
    if (id.kind !== 'defaultPrivilege' || id.grantee === 'PUBLIC' || id.grantee === id.role || id.objtype !== defaultKinds[fact.id.kind]) return [];
    if ((id.schema !== null && id.schema !== schemaOf(fact.id)) || !Array.isArray(payload['privileges']) || payload['privileges'].length === 0) return [];
    const none: StableId = { kind: 'acl', target: fact.id, grantee: id.grantee };
    return known.has(keyOf(none)) ? [] : [{ id: none, parent: fact.id, payload: { privileges: [], grantable: [] } }];
  }))];
}

/** PostgreSQL 17 keeps a domain's NOT NULL as a constraint too: the domain's own word for it is enough. */
function isDomainsNotNull(fact: Fact): boolean {
  return fact.id.kind === 'constraint' && fact.parent?.kind === 'domain' && textOf(fact, 'type') === 'n';
}

/** Extensions are the database's: one that the new state has and the old one has not is made, with what it brings. */
function belongsToExtension(id: StableId, base: FactBase): boolean {
  if ('target' in id) return false;
  if (id.kind === 'extension') return true;
  return base.outgoingEdges(id).some((edge) => edge.kind === 'memberOfExtension') || parentsBelong(id, base);
}

function parentsBelong(id: StableId, base: FactBase): boolean {
  const parent = base.get(id)?.parent;
  return parent !== undefined && parent.kind !== 'schema' && belongsToExtension(parent, base);
}

function cut(base: FactBase, own: readonly Fact[], others: readonly Fact[]): FactBase {
  const facts = [...new Map([...others, ...own].map((fact) => [keyOf(fact.id), fact])).values()];
  const known = new Set(facts.map((fact) => keyOf(fact.id)));
  const whole = facts.filter((fact) => fact.parent === undefined || known.has(keyOf(fact.parent)));
  const edges = base.edges.filter((edge) => edge.kind !== 'owner' && known.has(keyOf(edge.from)) && known.has(keyOf(edge.to)));
  return buildFactBase(whole, edges);
}
