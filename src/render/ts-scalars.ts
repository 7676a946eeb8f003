import type { SchemaPlan } from '../graphql/types.js';
import type { TsScalar } from './views.js';

/** What a string of each of AppSync's scalars holds (AppSync: "Scalar types"). */
const scalars: Readonly<Record<string, readonly [type: string, doc: string]>> = {
  AWSDate: ['string', '`2026-01-31`'],
  AWSDateTime: ['string', '`2026-01-31T12:30:00.000Z`'],
  AWSEmail: ['string', '`ann@example.com`'],
  AWSIPAddress: ['string', '`10.0.0.1`, `10.0.0.0/8` or IPv6'],
  AWSJSON: ['null | boolean | number | string | AWSJSON[] | { [key: string]: AWSJSON }', 'Any JSON value; parsed, not its text.'],
  AWSPhone: ['string', '`+49 30 901820`'],
  AWSTime: ['string', '`12:30:00.000`'],
  AWSTimestamp: ['number', 'Seconds since 1970.'],
  AWSURL: ['string', '`https://example.com/`'],
};

/** Aliases for the scalars that a schema uses; AWSJSON always, since hidden keys of a row may have any type. */
export function tsScalars(schema: SchemaPlan): readonly TsScalar[] {
  const objects = [schema.query, ...(schema.mutation === null ? [] : [schema.mutation]), ...schema.objects];
  const fields = objects.flatMap((object) => object.fields);
  const used = new Set([...fields, ...fields.flatMap((field) => field.arguments), ...schema.inputs.flatMap((input) => input.fields)].map(({ type }) => type.name));
  return Object.entries(scalars)
    .filter(([name]) => name === 'AWSJSON' || used.has(name))
    .map(([name, [type, doc]]) => ({ doc: [`/** ${doc} */`], text: `export type ${name} = ${type}` }));
}
