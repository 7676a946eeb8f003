import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalApi, type LocalApi } from '../support/local-api.js';
import { makeTenants, type LocalTenants, type Person } from '../support/local-tenants.js';
import { shopResolvers } from '../support/shop-resolvers.js';
import { operations } from './operations.js';
import { plain, reseed, tour, type Tour } from './tour.js';

const shop = join(import.meta.dirname, '../../fixtures/generate/shop');
/** In the order of shop.test.ts, whose answers list them. */
const people = {
  ann: ['acme', 'users'], adam: ['acme', 'admins'], bill: ['acme', 'billing'], bob: ['globex', 'users'], robot: ['acme', 'users'],
  sue: ['acme', 'users'], colleague: ['acme', 'users'], stranger: ['globex', 'users'], zoe: [null, 'application_admins'],
} as const;
type Name = keyof typeof people;
/** Operations that are refused whoever asks. */
const malformed = ['an id that is none', 'changes nothing of a customer', 'creates products with unlike keys'];

let tenants: LocalTenants;
let who: Record<Name, Person>;
let stacks: Record<'dataApi' | 'direct', LocalApi>;

beforeAll(async () => {
  tenants = await makeTenants(shop, ['acme', 'globex'], 'role');
  const made: [string, Person][] = [];
  for (const [name, of] of Object.entries(people)) made.push([name, await tenants.addPerson(of[0], of[1], name)]);
  who = Object.fromEntries(made) as typeof who;
  await tenants.suspend(who.sue);
  const common = { tenants, people: made.map(([, person]) => person), folder: join(shop, 'expected'), resolvers: shopResolvers };
  stacks = { dataApi: await startLocalApi({ ...common, sessionState: 'leak' }), direct: await startLocalApi({ ...common, direct: true }) };
});

afterAll(async () => {
  for (const stack of Object.values(stacks ?? {})) await stack.close();
  await tenants?.close();
});

function tourOf(name: Name, stack: LocalApi): Tour {
  const { colleague, stranger } = who;
  const tenant = people[name][0] ?? 'acme';
  return { ask: stack.as(who[name]), tenants, tenant, caller: who[name], members: tenant === 'acme' ? { colleague, stranger } : { colleague: stranger, stranger: colleague } };
}

const recorded = (name: Name): unknown => JSON.parse(readFileSync(join(import.meta.dirname, `answers/${name}.json`), 'utf8'));

describe('the tour through every resolver, by logins of roles', () => {
  it.each(['ann', 'adam', 'bill', 'bob'] as const)('as %s, with the answers of members with logins of their own', async (name) => {
    const { log, dataApi } = stacks.dataApi;
    const before = log.length;
    expect(await tour(tourOf(name, stacks.dataApi))).toEqual(recorded(name));
    expect(dataApi.transactions()).toBe(0);
    const lines = log.slice(before);
    expect(new Set(lines.map(({ userId, role }) => `${userId} ${role}`))).toEqual(new Set([`${who[name].id} ${who[name].role}`]));
  });

  it('as ann, without the Data API', async () => {
    expect(await tour(tourOf('ann', stacks.direct))).toEqual(recorded('ann'));
    expect(stacks.direct.dataApi.calls()).toBe(0);
  });
});

describe('whoever is not what the token says', () => {
  const reads = ['{ listOrders { items { id } } }', '{ listCustomers { items { name } } }', '{ me { firstName } }', 'mutation { createCustomer(input: { name: "X", email: "x@example.test" }) { id } }'];

  /** Errors and SQLSTATEs of requests that nobody answers. */
  async function refusals(stack: LocalApi, person: Person, claims: Readonly<Record<string, unknown>> = {}): Promise<readonly unknown[]> {
    const before = stack.log.length;
    for (const document of reads) expect(plain(await stack.as(person, claims)(document), tourOf('ann', stack)), document).toMatchObject({ errors: [{ errorType: 'not_authorized' }] });
    return [...new Set(stack.log.slice(before).map(({ sqlstate }) => sqlstate))];
  }

  it('a suspended member is refused everything, as with a login of its own', async () => {
    const { dataApi: stack } = stacks;
    await reseed(tourOf('ann', stack));
    const before = stack.log.length;
    for (const { title, document, variables } of operations) {
      const answer = await stack.as(who.sue)(document, { ...variables, colleague: who.colleague.id, stranger: who.stranger.id });
      if (malformed.includes(title)) continue;
      expect(new Set(answer.errors?.map(({ errorType }) => errorType)), document).toEqual(new Set(['not_authorized']));
    }
    const lines = stack.log.slice(before).filter(({ sqlstate }) => sqlstate !== null);
    expect(lines.length).toBeGreaterThan(50);
    expect(new Set(lines.map(({ sqlstate }) => sqlstate))).toEqual(new Set(['42501']));
  });

  it.each(['dataApi', 'direct'] as const)('enter refuses who is no member of the tenant and role of the claims: %s', async (name) => {
    const { [name]: stack } = stacks;
    const { tenant: acme } = who.ann;
    const { tenant: globex } = who.bob;
    // Of another tenant, in their own and in the other one; of another role; with another one's id.
    expect(await refusals(stack, who.bob, { tenant: acme })).toEqual(['42501']);
    expect(await refusals(stack, who.bob, { tenant: acme, role: 'admins' })).toEqual(['42501']);
    expect(await refusals(stack, who.ann, { userid: who.bob.id })).toEqual(['42501']);
    expect(await refusals(stack, who.ann, { role: 'admins' })).toEqual(['42501']);
    expect(await refusals(stack, who.ann, { userid: who.adam.id })).toEqual(['42501']);
    // Statements about tenants have none to run in.
    expect(await refusals(stack, who.ann, { tenant: null, role: 'application_admins' })).toEqual([null, '42501']);
    // Nor is there a login for what can be none.
    expect(await refusals(stack, who.ann, { role: 'application_admins' })).toEqual([null]);
    expect(await refusals(stack, who.ann, { tenant: globex, role: 'admins' })).toEqual([null]);
    expect(await refusals(stack, who.ann, { role: null })).toEqual([null]);
    expect(await refusals(stack, who.ann, { userid: `${who.ann.id}#${who.adam.id}` })).toEqual([null]);
    expect(await refusals(stack, who.ann, { userid: null })).toEqual([null]);
  });

  it('a role that was changed since the token was issued', async () => {
    const { dataApi: stack } = stacks;
    const change = (role: string): Promise<unknown> => tenants.admin.query('update cognition.users set app_role = $2 where id = $1', [who.ann.id, role]);
    await change('admins');
    try {
      expect(await refusals(stack, who.ann)).toEqual(['42501']);
      expect((await stack.as(who.ann, { role: 'admins' })('{ me { role } }')).data).toEqual({ me: { role: 'admins' } });
    } finally {
      await change('users');
    }
    expect((await stack.as(who.ann)('{ me { role } }')).data).toEqual({ me: { role: 'users' } });
  });

  it('an argument chooses no member', async () => {
    const [answer] = [await stacks.dataApi.as(who.ann)('query ($id: ID!) { getOrder(id: $id) { id } me { firstName } }', { id: `${who.adam.id}`, cognition_member: who.adam.id, member: who.adam.id })];
    expect(answer.data?.['me']).toEqual({ firstName: 'ann' });
  });
});
