import * as z from 'zod';
import { outlineForm, specForm, subscriptionForm } from './spec-form.js';

type Json = Record<string, unknown>;

/**
 * The form of the resolver spec as JSON Schema, for editors (`# yaml-language-server: $schema=...`). Made of the same
 * description that specs are held against. Draft 7, which the YAML language server knows best.
 */
export function specSchema(): Json {
  const schema = jsonSchema(specForm);
  const properties = schema['properties'] as Record<keyof typeof outlineForm.shape, Json>;
  const resolvers = mapOf(properties.resolvers);
  resolvers['patternProperties'] = {
    '^Subscription\\.': withoutHeader(jsonSchema(subscriptionForm)),
    '^(?!Subscription\\.)': resolvers['additionalProperties'],
  };
  delete resolvers['additionalProperties'];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://unpkg.com/pg-cognition/resolvers.schema.json',
    title: 'Resolver spec of pg-cognition',
    ...withoutHeader(schema),
  };
}

function jsonSchema(form: z.ZodType): Json {
  return z.toJSONSchema(form, { target: 'draft-7', io: 'input' }) as Json;
}

function withoutHeader(schema: Json): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));
}

/** Of a map that may be absent, the branch that is the map. */
function mapOf(schema: Json): Json {
  const branches = (schema['anyOf'] ?? [schema]) as readonly Json[];
  const map = branches.find((branch) => branch['type'] === 'object');
  if (map === undefined) throw new Error('spec schema: resolvers is no map');
  return map;
}
