import type { Catalog } from '../catalog/types.js';
import type { LambdaSettings, Settings } from '../config/types.js';
import { reach, type Reach } from '../graphql/auth.js';
import { parentKeys } from '../graphql/fields-of.js';
import { offersOrders } from '../graphql/offers-orders.js';
import { own } from '../graphql/own.js';
import type { FieldPlan, ObjectPlan, SchemaPlan } from '../graphql/types.js';
import type { Names } from '../names/types.js';
import { compareCodePoints } from '../source/compare-code-points.js';
import type { Staged } from '../source/types.js';
import type { FieldStatement } from '../statements/types.js';
import { batchSize } from './batch-size.js';
import { limitDiagnostics } from './limits.js';
import { endings } from './endings.js';
import { coordinates, manifest } from './manifest.js';
import { partSources } from './part-sources.js';
import type { ResolverPlan, ResolversPlan } from './types.js';

export interface ResolversInput {
  readonly catalog: Catalog;
  readonly names: Names;
  readonly settings: Settings;
  readonly schema: SchemaPlan;
}

/**
 * What stands behind each field that has a resolver, and the manifest of all statements they may run.
 * Limits that will be met in production are diagnostics.
 */
export function planResolvers(input: ResolversInput): Staged<ResolversPlan> {
  const { schema, settings } = input;
  const objects = [schema.query, ...(schema.mutation === null ? [] : [schema.mutation]), ...schema.objects];
  const reached = reach(input, objects);
  const plans = objects.flatMap((object) => object.fields.flatMap((field) =>
    (field.resolver === null ? [] : [resolverPlan(input, reached, object, field, field.resolver)])));
  const fields = [...new Set(plans.flatMap(({ plan }) => (plan.resolver === null ? [] : [plan.resolver])))];
  return {
    value: { kind: 'resolvers', resolvers: sortedPlans(plans), events: schema.events, endings: endings(schema.events), manifest: manifest(fields, settings, schema.events) },
    diagnostics: fields.flatMap((field) => limitDiagnostics(field)),
  };
}

function resolverPlan(input: ResolversInput, reached: Reach, object: ObjectPlan, plan: FieldPlan, field: FieldStatement): ResolverPlan {
  const statements = [field.statement, field.check, ...field.steps].filter((one) => one !== null);
  const batch = batchSize(field, input.settings);
  const own = field.statement !== null && field.steps.length === 0 && !field.lambda;
  const paged = own && field.statement?.page != null;
  const ordered = own && offersOrders(field);
  const outside = [...(ordered ? ['orderBy'] : []), ...(paged ? ['limit', 'nextToken'] : [])];
  return {
    kind: 'resolver',
    parent: object.name,
    field: plan.name,
    engine: field.engine,
    operation: batch === null ? 'Invoke' : 'BatchInvoke',
    maxBatchSize: batch?.size ?? 0,
    batchReason: batch?.reason ?? null,
    dataSource: field.lambda ? 'lambda' : 'statements',
    lambda: field.lambda ? lambdaSettings(input.settings, field) : null,
    statement: own ? (field.statement?.name ?? coordinates(field)) : coordinates(field),
    access: field.operation,
    arguments: plan.arguments.map(({ name }) => name).filter((name) => !outside.includes(name)),
    parentKeys: isRoot(object.name) ? [] : keysOf(input, object, field),
    parts: partSources(field, statements),
    ordered,
    limited: paged,
    paged,
    tenantArgument: field.tenantArgument,
    auth: reached.modesOf(object.name, plan),
    claims: input.settings.config.claims,
    plan,
  };
}

function lambdaSettings({ spec }: Settings, field: FieldStatement): LambdaSettings | null {
  const body = spec.resolvers.find((one) => one.parent === field.parent && one.field === field.field)?.body;
  return body?.kind === 'lambda' ? body.settings : null;
}

function isRoot(name: string): boolean {
  return name === 'Query' || name === 'Mutation';
}

/** Keys that the statements use; a Lambda resolver of a type gets the primary key of its row too. */
function keysOf(input: ResolversInput, object: ObjectPlan, field: FieldStatement): readonly string[] {
  const keys = parentKeys(field);
  if (!field.lambda) return keys;
  const relation = input.catalog.relations.find(({ oid }) => input.names.relations[oid]?.type === field.parent);
  const names = relation === undefined ? {} : (input.names.relations[relation.oid]?.columns ?? {});
  const primary = (relation?.keys[0]?.columns ?? []).flatMap((column) => own(names, column) ?? []);
  const shown = primary.filter((name) => object.fields.some((one) => one.name === name));
  return [...new Set([...shown, ...keys])];
}

function sortedPlans(plans: readonly ResolverPlan[]): readonly ResolverPlan[] {
  return [...plans].sort((a, b) => compareCodePoints(`${a.parent}.${a.field}`, `${b.parent}.${b.field}`));
}
