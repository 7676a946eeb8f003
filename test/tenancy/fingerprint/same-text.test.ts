import { fc } from '../../support/property.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sameText } from '../../../src/tenancy/fingerprint/same-text.js';
import type { Landlord } from '../../support/landlord.js';
import { landlords } from '../program/server.js';

const all = landlords();
let landlord: Landlord;
beforeAll(async () => {
  landlord = await all.make('create table t (id int)');
});
afterAll(() => all.stop());

const names = (schema: string, template: boolean) => [
  { slot: 'schema', name: schema }, { slot: 'role users', name: `${schema}_users` }, ...(template ? [{ slot: 'role users', name: 'tenant_users' }] : []),
];

/** The same question to both, which must agree. */
async function same(first: string, second: string, tenant: string): Promise<boolean> {
  const { rows } = await landlord.admin.query<{ same: boolean }>('select cognition.same_text($1, $2, $3, $4) as same', [
    first, second, ['tenant_template', 'tenant_template_users', 'tenant_users'], [tenant, `${tenant}_users`, `${tenant}_users`],
  ]);
  const ours = sameText(first, second, names('tenant_template', true), names(tenant, false));
  expect(rows[0]?.same).toBe(ours);
  return ours;
}

it.each([
  ['select 1 from tenant_template.t', 'select 1 from acme.t', 'acme', true],
  ['select 1 from tenant_template.t', 'select 1 from tenant_template.t', 'acme', true],
  ['select 1 from tenant_template.t', 'select 1 from globex.t', 'acme', false],
  ['select 1 from t', 'select 1 from acme', 'acme', false],
  ['select t.id from tenant_template.t', 'select t.id from t.t', 't', true],
  ['select t.id from tenant_template.t', 'select acme.id from acme.t', 'acme', false],
  ['from "tenant_template".t', 'from "order".t', 'order', true],
  ['from tenant_template.t', 'from "order".t', 'order', true],
  ['to tenant_users, tenant_template_users', 'to acme_users, acme_users', 'acme', true],
  ['to tenant_users', 'to acme', 'acme', false],
  ['tenant_template', 'acme', 'acme', true],
  ['tenant_template', 'acmex', 'acme', false],
  ['tenant_template.a tenant_template', 'acme.a acme', 'acme', true],
  ['a', 'a ', 'acme', false],
])('%j and %j in %s', async (first, second, tenant, wanted) => {
  expect(await same(first, second, tenant)).toBe(wanted);
});

it('whatever the words, a text cut and filled is the same, and with one letter more it is not', async () => {
  const word = fc.constantFrom('tenant_template', '"tenant_template"', 'tenant_users', 'orders', 'x.', ' ', '$1', 'é', '\\', '(', "'");
  await fc.assert(fc.asyncProperty(fc.array(word, { maxLength: 12 }), fc.constantFrom('acme', 'orders', 'tenant'), async (words, tenant) => {
    const first = words.join(' ');
    const second = words.map((one) => (one.includes('tenant_template') ? tenant : one === 'tenant_users' ? `${tenant}_users` : one)).join(' ');
    expect(await same(first, second, tenant)).toBe(true);
    expect(await same(first, `${second}x`, tenant)).toBe(false);
  }), { numRuns: 60 });
});
