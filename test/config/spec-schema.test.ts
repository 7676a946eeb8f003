import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { specSchema } from '../../src/config/spec-schema.js';
import { productSpec } from './product-spec.js';

const file = readFileSync(new URL('../../resolvers.schema.json', import.meta.url), 'utf8');

test('the published schema is that of today', () => {
  expect(file).toBe(`${JSON.stringify(specSchema(), null, 2)}\n`);
});

test('the schema alone, read back, takes what the spec takes', () => {
  const { $id, ...schema } = JSON.parse(file) as Record<string, unknown>;
  const form = z.fromJSONSchema(schema);
  expect($id).toMatch(/resolvers\.schema\.json$/u);
  expect(form.safeParse(parse(productSpec)).error).toBe(undefined);
  const wrong = ['crud: [1]', 'crud: { a: [gett] }', 'resolver: {}', 'resolvers: { Query.a: { sqll: x } }', 'resolvers: { Query.a: 1 }', 'resolvers: { Subscription.a: { sql: x } }', 'members: 1'];
  for (const spec of wrong) expect(form.safeParse(parse(spec)).success, spec).toBe(false);
  for (const spec of ['resolvers: { Subscription.a: { on: [b] } }', 'crud: "*"', 'crud: { a: }']) expect(form.safeParse(parse(spec)).error, spec).toBe(undefined);
});
