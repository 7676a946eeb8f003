import type { Settings } from '../config/types.js';
import type { EventPlan } from '../graphql/types.js';
import { compareCodePoints } from '../source/compare-code-points.js';
import { constant } from '../statements/codec/identifier.js';
import type { FieldStatement, Statement } from '../statements/types.js';
import { contentHash } from './content-hash.js';
import { endings } from './endings.js';
import type { Manifest, ManifestStatement, ManifestSubscriptions, ManifestTransaction } from './types.js';

/** All that the API may run, for the Lambda's bundle. Its hash is over everything it holds. */
export function manifest(fields: readonly FieldStatement[], settings: Settings, events: readonly EventPlan[]): Manifest {
  const content = {
    statements: sorted([...fields.flatMap((field) => statementsOf(field, settings)), ...events.map((event) => [`Subscription.${event.field}`, admission(event)] as const)]),
    transactions: sorted(fields.flatMap((field) => (field.steps.length === 0 ? [] : [[coordinates(field), transaction(field, settings)] as const]))),
    lambdas: sorted(fields.flatMap((field) => (field.lambda ? [[coordinates(field), { check: field.check?.name ?? standingName(field), allow: field.allow, tenantArgument: field.tenantArgument }] as const] : []))),
    errors: sorted(settings.spec.errors.map(({ constraint, code, field, message }) => [constraint, { code, field, message }] as const)),
    ...(events.length > 0 && { subscriptions: subscriptions(fields, events) }),
  };
  return { v: 1, manifest: contentHash(content), ...content };
}

/**
 * What is run as whoever subscribes: a token outlives the rights of its bearer, so the database is asked, which lets
 * nobody log in or enter who was shut out. Nor is there a row for who is a member of another tenant by now, or has a role
 * that may not: the events are of the tenant that the token says.
 */
function admission({ roles }: EventPlan): ManifestStatement {
  return question([{ roles: null, where: `${ofTenant} and ${ofRole(roles)}` }], { rows: 'one', allow: roles, tenantArgument: null });
}

/**
 * What is run before a Lambda resolver without a check, which may ask the database nothing: whether who calls is still
 * what the token says. Logins that no member has, of services, need but get in.
 */
function standing({ allow, tenantArgument }: FieldStatement, { config }: Settings): ManifestStatement {
  const roles = config.roles.map(({ name }) => name).filter((name) => allow?.includes(name) !== false);
  const member = (where: string): string => `(select cognition.current_user_id()) is null or ${where}`;
  return question([
    ...roles.map((name) => ({ roles: [name], where: member(`${ofTenant} and ${ofRole([name])}`) })),
    { roles: [staff], where: member(ofRole([staff])) },
    { roles: null, where: null },
  ], { rows: 'many', allow, tenantArgument });
}

const staff = 'application_admins';
const ofTenant = "(select cognition.current_tenant())::regnamespace = '{tenant}'::regnamespace";

function ofRole(roles: readonly string[]): string {
  return `(select cognition.current_role_name()) in (${roles.map(constant).join(', ')})`;
}

interface Answer {
  /** Null: of everybody else. */
  readonly roles: readonly string[] | null;
  /** Null: whoever gets in. */
  readonly where: string | null;
}

/** One row for a yes, none for a no: `not_found` where there must be one. */
function question(answers: readonly Answer[], { rows, allow, tenantArgument }: Pick<ManifestStatement, 'rows' | 'allow' | 'tenantArgument'>): ManifestStatement {
  return {
    operation: 'read', variants: answers.map(({ roles, where }) => ({ roles, sql: [where === null ? 'select true as admitted' : `select true as admitted where ${where}`], labels: ['admitted'], parts: [] })),
    parameters: [], columns: [{ name: 'admitted', label: 'admitted', codec: { kind: 'boolean' }, hidden: false }],
    rows, scalar: true, page: null, orders: [], batch: null, allow, tenantArgument, uses: [],
  };
}

/** The runtime knows it by its ending. */
function standingName(field: FieldStatement): string {
  return `${coordinates(field)}/standing`;
}

/** Mutations by which a member is shut out, or becomes somebody else to PostgreSQL. */
const ends = ['suspendMember', 'removeMember', 'changeMemberRole', 'moveMember', 'expireMember'];

function subscriptions(fields: readonly FieldStatement[], events: readonly EventPlan[]): ManifestSubscriptions {
  return {
    events: events.map(({ mutation, on, fields: sent }) => ({ mutation, on, fields: Object.fromEntries(sent.map(({ name, type }) => [name, type])) })),
    parts: endings(events).length,
    ends: fields.filter(({ origin, parent, field }) => origin === 'members' && parent === 'Mutation' && ends.includes(field)).map(coordinates).sort(compareCodePoints),
  };
}

export function coordinates(field: FieldStatement): string {
  return `${field.parent}.${field.field}`;
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => compareCodePoints(a, b)));
}

function statementsOf(field: FieldStatement, settings: Settings): readonly (readonly [string, ManifestStatement])[] {
  const main = field.statement === null || field.steps.includes(field.statement) ? [] : [field.statement];
  const all = [...(field.check === null ? [] : [field.check]), ...main, ...field.steps];
  const asked = field.lambda && field.check === null ? [[standingName(field), standing(field, settings)] as const] : [];
  return [...all.map((statement) => [statement.name, entry(field, statement)] as const), ...asked];
}

function entry(field: FieldStatement, statement: Statement): ManifestStatement {
  return {
    operation: statement.operation,
    variants: statement.variants.map(({ roles, sql, labels, parts }) => ({ roles, sql, labels, parts })),
    parameters: statement.parameters,
    columns: statement.columns.map(({ name, label, codec, hidden }) => ({ name, label, codec, hidden })),
    rows: statement.rows,
    scalar: statement.scalar,
    page: statement.page,
    orders: statement.orders,
    batch: statement.batch === null ? null : { keys: statement.batch.keys, rowBytes: statement.estimatedRowBytes },
    allow: field.allow,
    tenantArgument: field.tenantArgument,
    uses: statement.uses,
  };
}

/** Names of steps stand in the spec; one that no later step's parameter points at is left out: its rows may be many. */
function transaction(field: FieldStatement, settings: Settings): ManifestTransaction {
  const spec = settings.spec.resolvers.find((one) => one.parent === field.parent && one.field === field.field);
  const steps = spec?.body.kind === 'transaction' ? spec.body.steps : [];
  const used = new Set(field.steps.flatMap(({ parameters }) => parameters.flatMap(({ path }) => (path.length > 1 ? path.slice(0, 1) : []))));
  const nameOf = (i: number): string | null => (used.has(steps[i]?.name ?? '') ? (steps[i]?.name ?? null) : null);
  const result = field.steps.findIndex(({ name }) => name === field.statement?.name);
  return {
    steps: field.steps.map((statement, i) => ({ statement: statement.name, name: nameOf(i), rows: steps[i]?.rows ?? null })),
    result: result < 0 ? field.steps.length - 1 : result,
  };
}
