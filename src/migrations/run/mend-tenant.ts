import { randomBytes } from 'node:crypto';
import { buildFactBase, type Fact, type FactBase } from '@supabase/pg-delta';
import type { Grammar } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { engineActions } from '../plan/engine.js';
import { schemaOf } from '../plan/facts.js';
import { mendOrder } from '../plan/mend-order.js';
import { gapStatements, readGaps } from '../plan/partition-gaps.js';
import { comparable, readFacts, type Bases } from '../plan/read-facts.js';
import { inTemplateNames } from '../plan/template-names.js';
import { readUnseen, undoneBy, unseenStatements } from '../plan/unseen-parts.js';
import { asControlOwner } from './as-control-owner.js';
import { ownerStatements } from './owner-statements.js';
import type { Limits } from './types.js';

/** What would make a tenant as the template and its grants make one. */
export interface Mending {
  /** By whoever may become the control schema's owner: what belongs to somebody else. */
  readonly owners: readonly string[];
  /** By the tenant's owner, in their order. */
  readonly statements: readonly string[];
  /** Those of them that delete data. */
  readonly deletes: readonly string[];
  /** Why the engine has no way; null: it has one. */
  readonly refusal: string | null;
}

/** What is thrown to take back what was made for the comparison. */
class Compared extends Error {
  constructor(readonly mending: Mending) {
    super('taken back');
  }
}

/**
 * Plans the statements that take a tenant back to what template and grants make of it: a schema is made by both, read
 * with the tenant's by the engine that plans migrations, its names taken for the tenant's, and taken back. Nothing is
 * changed; what the statements would do to rows is not tried.
 *
 * @throws what `pg` throws
 */
export async function mendTenant(session: SqlSession, limits: Limits, grammar: Grammar, tenant: string): Promise<Mending> {
  const probe = `pgcog_${randomBytes(8).toString('hex')}`;
  return asControlOwner(session, limits, async () => {
    await session.query('select cognition.lock_tenants()::text');
    await session.query('select cognition.make_probe($1::text, (select t.id from cognition.tenants t where t.name = $2::text))::text', [probe, tenant]);
    throw new Compared(await compare(session, grammar, tenant, probe));
  }).catch((thrown: unknown) => {
    if (thrown instanceof Compared) return thrown.mending;
    throw thrown;
  });
}

async function compare(session: SqlSession, grammar: Grammar, tenant: string, probe: string): Promise<Mending> {
  const schemas = [tenant, probe, 'shared', 'extensions', 'public'];
  const facts = await readFacts(session, schemas);
  const as = <T>(value: T): T => inNames(value, probe, tenant);
  const [from, to] = [without(facts, probe), asTenants(facts, tenant, as)];
  const bases = comparable(from, to, [tenant]);
  const actions = engineActions(bases.from, bases.to);
  if (typeof actions === 'string') return { owners: [], statements: [], deletes: [], refusal: actions };
  const unseen = unseenStatements(await readUnseen(session, [tenant]), as(await readUnseen(session, [probe])), undoneBy(grammar, actions.map(({ sql }) => sql)));
  const [gapsHere, gapsThere] = [await readGaps(session, [tenant]), await readGaps(session, [probe])];
  const gaps = gapStatements(gapsHere, { columns: as(gapsThere.columns), wholeIndexes: new Set([...gapsThere.wholeIndexes].map(as)) });
  const said = (sql: string): string => inTemplateNames(grammar, sql, { templateSchema: '', owner: '' });
  const deletes = new Set(actions.filter(({ dataLoss }) => dataLoss === 'destructive').map(({ sql }) => sql));
  const changes = mendOrder(grammar, bases.from, { first: [], actions, last: [...gaps, ...unseen] });
  return {
    owners: ownerStatements({ from, to } satisfies Bases, tenant), refusal: null,
    statements: changes.map(({ sql }) => said(sql)),
    deletes: changes.filter(({ sql }) => deletes.has(sql)).map(({ sql }) => said(sql)),
  };
}

function without(base: FactBase, schema: string): FactBase {
  const facts = base.facts().filter((fact) => !isOf(fact, schema));
  return buildFactBase(facts, [...base.edges]);
}

/** The probe's objects as the tenant's; the tenant's own are gone. */
function asTenants(base: FactBase, tenant: string, as: <T>(value: T) => T): FactBase {
  const facts = base.facts().filter((fact) => !isOf(fact, tenant) && !isRoleOf(fact, tenant));
  return buildFactBase(facts.map((fact) => as(fact)), base.edges.filter((edge) => schemaOf(edge.from) !== tenant).map((edge) => as(edge)));
}

function isOf({ id }: Fact, schema: string): boolean {
  const own = 'target' in id ? id.target : id;
  return schemaOf(id) === schema || (own.kind === 'schema' && own.name === schema);
}

/** The probe's role of the same name takes its place. */
function isRoleOf(fact: Fact, tenant: string): boolean {
  return JSON.stringify(fact.id).includes(`"${tenant}_`) && schemaOf(fact.id) === null;
}

/** Texts in which one name stands for the other, roles' names that begin with it among them. Nobody else is called like a probe. */
function inNames<T>(value: T, probe: string, tenant: string): T {
  const text = (one: string): string => (one.includes(probe) ? one.replaceAll(`"${probe}"`, quoteIdentifier(tenant)).replaceAll(`${probe}.`, `${quoteIdentifier(tenant)}.`).replaceAll(probe, tenant) : one);
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return text(one);
    if (Array.isArray(one)) return one.map(walk);
    if (typeof one === 'object' && one !== null) return Object.fromEntries(Object.entries(one).map(([key, below]) => [text(key), walk(below)]));
    return one;
  };
  return walk(value) as T;
}
