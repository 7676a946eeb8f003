import { buildSchema, type GraphQLSchema, isInputObjectType } from 'graphql';
import { appsyncPrelude } from '../../graphql/appsync-prelude.js';
import { isRecord } from './is-record.js';
import { readScalars } from './scalars/read-scalars.js';

/** Stands in values where the schema's default would: AppSync does not hand defaults to resolvers. */
const absent = Symbol('absent');

export interface ApiSchema {
  /** For validation and execution: defaults of input fields are {@link withoutDefaults | taken out}. */
  readonly schema: GraphQLSchema;
  /** As it was written, for introspection. */
  readonly shown: GraphQLSchema;
}

/** Builds an API's schema from the SDL that is uploaded to AppSync. @throws GraphQLError for what is no schema */
export function buildApiSchema(sdl: string): ApiSchema {
  const [schema, shown] = [buildSchema(appsyncPrelude + sdl), buildSchema(appsyncPrelude + sdl)];
  readScalars(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) if (field.defaultValue !== undefined) field.defaultValue = absent;
  }
  return { schema, shown };
}

/** A coerced value with only what the caller gave; its objects have no prototype. */
export function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (!isRecord(value)) return value;
  const given = Object.entries(value).filter(([, one]) => one !== absent);
  return Object.fromEntries(given.map(([key, one]) => [key, withoutDefaults(one)]));
}
