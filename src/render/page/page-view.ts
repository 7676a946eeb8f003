import type { Catalog } from '../../catalog/types.js';
import { callers } from '../../graphql/callers.js';
import type { SchemaPlan } from '../../graphql/types.js';
import { printTypeRef } from '../../graphql/type-ref.js';
import type { ResolverPlan, ResolversPlan } from '../../resolvers/types.js';
import { compareCodePoints } from '../../source/compare-code-points.js';
import { htmlText } from '../escape.js';
import type { PageView } from '../views.js';
import { diagram } from './diagram.js';
import { grantRows } from './grants.js';
import { sqlOf } from './sql-of.js';
import { relationViews } from './relation-views.js';

export interface PageInput {
  readonly title: string;
  readonly catalog: Catalog;
  readonly schema: SchemaPlan;
  readonly resolvers: ResolversPlan;
}

/** All that the page says, as HTML text. */
export function pageView({ title, catalog, schema, resolvers }: PageInput): PageView {
  const plans = [...resolvers.resolvers].sort((a, b) => compareCodePoints(`${a.parent}.${a.field}`, `${b.parent}.${b.field}`));
  return {
    title: htmlText(title),
    diagram: diagram(catalog),
    relations: relationViews(catalog),
    fields: plans.map((plan) => fieldView(catalog, plan)),
    roles: catalog.roles.map(htmlText),
    access: plans.flatMap(({ parent, field, plan }) => (plan.resolver === null ? [] : [{
      field: htmlText(`${parent}.${field}`),
      id: fieldId(parent, field),
      cells: callers(catalog, plan.resolver).map(({ allowed, reason }) => ({ mark: allowed ? 'yes' : 'no', why: htmlText(reason ?? '') })),
    }])),
    grants: grantRows(catalog),
    enums: schema.enums.map(({ name, values }) => ({ name: htmlText(name), values: htmlText(values.join(', ')) })),
  };
}

const fieldId = (parent: string, field: string): string => `${parent}.${field}`;

function fieldView(catalog: Catalog, { parent, field, operation, maxBatchSize, plan }: ResolverPlan): PageView['fields'][number] {
  const words = plan.arguments.map(({ name, type }) => `${name}: ${printTypeRef(type)}`);
  const { resolver } = plan;
  const allowed = resolver === null ? [] : callers(catalog, resolver).filter((one) => one.allowed).map(({ role }) => role);
  return {
    id: fieldId(parent, field),
    name: htmlText(`${parent}.${field}`),
    signature: htmlText(`${words.length === 0 ? '' : `(${words.join(', ')})`}: ${printTypeRef(plan.type)}`),
    // Who may call stands below, for every field.
    description: htmlText(plan.description.filter((line) => !line.startsWith('Callers: ')).join('\n')),
    callers: htmlText(allowed.length === 0 ? 'nobody yet' : allowed.join(', ')),
    origin: htmlText(resolver === null ? '' : originOf(resolver)),
    batch: operation === 'BatchInvoke' ? `one statement for up to ${maxBatchSize} parents` : '',
    statements: resolver === null ? [] : sqlOf(resolver).map(({ name, sql }) => ({ name: htmlText(name), sql: htmlText(sql) })),
  };
}

function originOf({ origin, lambda }: NonNullable<ResolverPlan['plan']['resolver']>): string {
  if (lambda) return 'a function of your own';
  return { crud: 'crud', relation: 'relation', custom: 'SQL of the spec', function: 'function of the template', step: 'transaction', check: 'check', members: 'members' }[origin];
}
