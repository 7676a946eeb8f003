import type { Oid, Relation } from '../../catalog/types.js';
import type { TypeExpression, TypeSpec } from '../../config/types.js';
import { specNames } from '../../names/table-specs.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import { own } from '../../source/own.js';
import type { Diagnostic } from '../../source/types.js';
import { askTogether } from '../describe/ask-together.js';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../postgres/quote.js';
import type { CustomContext } from './context.js';

/** What a type of the spec means. Of a list it is the element; `arrayOid` is the array over a PostgreSQL type. */
export type SpecType =
  | { readonly kind: 'pg'; readonly oid: Oid; readonly arrayOid: Oid | null }
  | { readonly kind: 'input' | 'type'; readonly spec: TypeSpec }
  | { readonly kind: 'relation'; readonly relation: Relation };

/** What PostgreSQL would call the scalars of GraphQL, for hints. */
const scalars: Readonly<Record<string, string>> = {
  String: 'text', ID: 'uuid', Int: 'int', Float: 'float8', Boolean: 'boolean', AWSDateTime: 'timestamptz', AWSDate: 'date', AWSTime: 'time',
  AWSJSON: 'jsonb', AWSTimestamp: 'bigint', AWSEmail: 'text', AWSURL: 'text', AWSPhone: 'text', AWSIPAddress: 'inet',
};

/** A table or view by the name that the spec gives it: `orders`, `shared.countries`, `"Order Lines"`, `Order`. */
export function findRelation(context: Pick<CustomContext, 'catalog' | 'names'>, written: string): Relation | null {
  const { relations } = context.catalog;
  const quoted = ({ schema, name }: Relation): boolean => written === quoteIdentifier(name) || written === quoteQualified(schema, name);
  const bySql = relations.find((relation) => specNames(relation)[0] === written) ?? relations.find((relation) => specNames(relation)[1] === written) ?? relations.find(quoted);
  return bySql ?? relations.find((relation) => context.names.relations[relation.oid]?.type === written) ?? null;
}

/**
 * Looks a type of the spec up: an input or type of the spec, a table, then whatever the server takes for a type
 * (`int`, `numeric(10,2)`, `order_status`).
 */
export async function resolveSpecType(context: CustomContext, expression: TypeExpression): Promise<SpecType | Diagnostic> {
  const { spec } = context.settings;
  const input = spec.inputs.find(({ name }) => name === expression.name);
  if (input !== undefined) return { kind: 'input', spec: input };
  const type = spec.types.find(({ name }) => name === expression.name);
  if (type !== undefined) return { kind: 'type', spec: type };
  const relation = findRelation(context, expression.name);
  if (relation !== null) return { kind: 'relation', relation };
  const oid = await typeOid(context, expression.name);
  if (oid === null || context.catalog.types[oid] === undefined) return unknownType(context, expression);
  return { kind: 'pg', oid, arrayOid: arrayOf(context, oid) };
}

/** The array type over a type, or null (pseudo-types have none). */
function arrayOf(context: Pick<CustomContext, 'catalog'>, oid: Oid): Oid | null {
  return Object.values(context.catalog.types).find((type) => type.kind === 'array' && type.element === oid)?.oid ?? null;
}

async function typeOid(context: CustomContext, name: string): Promise<Oid | null> {
  const batch = await askTogether(context.client, [`select to_regtype(${quoteLiteral(name)})::oid::int8 as oid`]);
  const oid = batch.kind === 'done' ? batch.results[0]?.[0]?.['oid'] : null;
  return oid === null || oid === undefined ? null : Number(oid);
}

function unknownType(context: CustomContext, { name, span }: TypeExpression): Diagnostic {
  const { spec } = context.settings;
  const existing = Object.values(context.catalog.types).filter((type) => type.kind !== 'array' && (type.schemaKind === 'template' || type.schemaKind === 'pg_catalog')).map((type) => type.name);
  const near = own(scalars, name) ?? closest(name, [...spec.inputs, ...spec.types].map((one) => one.name).concat(existing));
  return error('PGC217', `there is no type ${name}`, span, near === null ? 'write a type of PostgreSQL, of the template, or one under inputs: or types:' : `did you mean ${near}?`);
}

export const isDiagnostic = (value: object): value is Diagnostic => 'severity' in value;
