import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalApi, type LocalApi } from '../support/local-api.js';
import { makeTenants, type LocalTenants, type Person } from '../support/local-tenants.js';
import { copyProject, removeProject, run } from '../support/project.js';
import { shopResolvers } from '../support/shop-resolvers.js';
import { id, operations } from './operations.js';
import { plain, reseed, tour, type Tour } from './tour.js';

const shop = join(import.meta.dirname, '../../fixtures/generate/shop');
const js = join(shop, 'expected');
const names = ['ann', 'adam', 'bill', 'bob', 'robot', 'sue', 'colleague', 'stranger'] as const;

let tenants: LocalTenants;
let people: Record<(typeof names)[number], Person>;
let stacks: Record<'js' | 'vtl' | 'iam' | 'iamVtl' | 'direct', LocalApi>;
const folders: string[] = [];

/** The shop's API, generated under other settings. */
async function generate(edit: (config: string) => string): Promise<string> {
  const root = copyProject(shop, ['expected', 'stderr.txt']);
  folders.push(root);
  const path = join(root, 'pgcog.config.ts');
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
  const outcome = await run(root, ['generate', '--quiet']);
  expect(outcome.status, outcome.stderr).toBe(0);
  return root;
}

beforeAll(async () => {
  tenants = await makeTenants(shop, ['acme', 'globex']);
  const of: Record<(typeof names)[number], readonly [string, string]> = {
    ann: ['acme', 'users'], adam: ['acme', 'admins'], bill: ['acme', 'billing'], bob: ['globex', 'users'], robot: ['acme', 'users'],
    sue: ['acme', 'users'], colleague: ['acme', 'users'], stranger: ['globex', 'users'],
  };
  const made: [string, Person][] = [];
  for (const name of names) made.push([name, await tenants.addPerson(...of[name], name)]);
  people = Object.fromEntries(made) as typeof people;
  await tenants.suspend(people.sue);
  const vtl = await generate((config) => config.replace("engine: 'js'", "engine: 'vtl'"));
  const iamFirst = (config: string): string => config.replace("auth: ['cognito_user_pools', 'iam']", "auth: ['iam', 'cognito_user_pools']");
  const iam = await generate(iamFirst);
  const iamVtl = await generate((config) => iamFirst(config).replace("engine: 'js'", "engine: 'vtl'"));
  const common = { tenants, people: Object.values(people), robot: people.robot, resolvers: shopResolvers };
  stacks = {
    js: await startLocalApi({ ...common, folder: js }),
    // AWS promises neither that a session is new for each call nor that it is not.
    vtl: await startLocalApi({ ...common, folder: vtl, sessionState: 'leak' }),
    direct: await startLocalApi({ ...common, folder: js, direct: true }),
    iam: await startLocalApi({ ...common, folder: iam, defaultAuth: 'iam' }),
    iamVtl: await startLocalApi({ ...common, folder: iamVtl, defaultAuth: 'iam' }),
  };
});

afterAll(async () => {
  for (const stack of Object.values(stacks ?? {})) await stack.close();
  await tenants?.close();
  folders.forEach(removeProject);
});

/** Operations that are refused whoever asks. */
const malformed = ['an id that is none', 'changes nothing of a customer', 'creates products with unlike keys'];

const tenantOf = (name: (typeof names)[number]): string => (name === 'bob' ? 'globex' : 'acme');

function tourOf(name: 'ann' | 'adam' | 'bill' | 'bob' | 'robot', stack: LocalApi): Tour {
  const { colleague, stranger } = people;
  const members = tenantOf(name) === 'acme' ? { colleague, stranger } : { colleague: stranger, stranger: colleague };
  return { ask: name === 'robot' ? stack.asRole : stack.as(people[name]), tenants, tenant: tenantOf(name), caller: people[name], members };
}

describe('the tour through every resolver', () => {
  it.each(['ann', 'adam', 'bill', 'bob'] as const)('as %s, in both engines and without the Data API', async (name) => {
    const answers = await tour(tourOf(name, stacks.js));
    await expect(`${JSON.stringify(answers, null, 2)}\n`).toMatchFileSnapshot(`answers/${name}.json`);
    expect(await tour(tourOf(name, stacks.vtl))).toEqual(answers);
    expect(await tour(tourOf(name, stacks.direct))).toEqual(answers);
    for (const { dataApi } of [stacks.js, stacks.vtl]) expect(dataApi.transactions()).toBe(0);
    expect(stacks.direct.dataApi.calls()).toBe(0);
  });

  it('as an IAM role, in both engines', async () => {
    const answers = await tour(tourOf('robot', stacks.iam));
    await expect(`${JSON.stringify(answers, null, 2)}\n`).toMatchFileSnapshot('answers/robot.json');
    expect(await tour(tourOf('robot', stacks.iamVtl))).toEqual(answers);
  });

  it('has run every statement, and every one of the user\'s own resolvers', () => {
    const manifest = JSON.parse(readFileSync(join(js, 'generated/resolvers.json'), 'utf8')) as { resolvers: { type: string; dataSource: string; files: { code?: string; request?: string } }[] };
    // Fields of types that extend another share its statements. Events have a test of their own (subscriptions.ts).
    const asked = manifest.resolvers.filter(({ type, dataSource }) => type !== 'Subscription' && dataSource !== 'none');
    const statements = asked.map(({ files: { code, request } }) => /statement"?: ['"]([\w.]+)/.exec(readFileSync(join(js, code ?? request ?? ''), 'utf8'))?.[1]);
    expect(statements).not.toContain(undefined);
    for (const engine of ['js', 'vtl'] as const) {
      const { [engine]: stack } = stacks;
      const ran = new Set(stack.log.map(({ statement }) => statement));
      expect(statements.filter((one) => !ran.has(one ?? '')), engine).toEqual([]);
    }
  });

  it('is allowed and refused what access.md says', () => {
    const rows = [...readFileSync(join(js, 'generated/access.md'), 'utf8').matchAll(/^\| `([\w.]+)` \| (yes|\.) \| (yes|\.) \| (yes|\.) \| /gm)];
    expect(rows.length).toBeGreaterThan(80);
    const roles = ['admins', 'billing', 'users'];
    const seen = rows.flatMap(([, statement = '', ...verdicts]) => roles.flatMap((role, i) => {
      const lines = stacks.js.log.filter((line) => line.statement === statement && line.role === role);
      const refused = lines.some(({ code }) => code === 'not_authorized') && !lines.some(({ code }) => code === 'ok');
      return lines.length === 0 || Object.hasOwn(shopResolvers, statement) ? [] : [{ call: `${statement} as ${role}`, refused, said: verdicts[i] === '.' }];
    }));
    expect(seen.length).toBeGreaterThan(150);
    expect(seen.filter(({ refused, said }) => refused !== said)).toEqual([]);
  });
});

describe('whoever is not what the token says', () => {
  it.each(['js', 'vtl'] as const)('a suspended member is refused everything, by the database: %s', async (engine) => {
    const { [engine]: stack } = stacks;
    await reseed(tourOf('ann', stack));
    const before = stack.log.length;
    for (const { title, document, variables } of operations) {
      const answer = await stack.as(people.sue)(document, { ...variables, colleague: people.colleague.id, stranger: people.stranger.id });
      // What is wrong by itself is refused before the database is asked.
      if (malformed.includes(title)) continue;
      expect(answer.errors?.length, document).toBeGreaterThan(0);
      expect(new Set(answer.errors?.map(({ errorType }) => errorType)), document).toEqual(new Set(['not_authorized']));
    }
    const lines = stack.log.slice(before).filter(({ sqlstate }) => sqlstate !== null);
    expect(lines.length).toBeGreaterThan(50);
    expect(new Set(lines.map(({ sqlstate }) => sqlstate))).toEqual(new Set(['28000']));
  });

  it('a caller without a token does not come in', async () => {
    for (const stack of Object.values(stacks)) {
      const answer = await stack.asNobody('{ listOrders { items { id } } }');
      expect(answer).toMatchObject({ errors: [{ errorType: 'UnauthorizedException' }] });
      expect(answer.data ?? null).toBeNull();
    }
  });

  it('a resolver that asks the database nothing is not run for a claim that does not hold', async () => {
    const document = '{ uploadUrl(fileName: "a.png") { url } }';
    for (const stack of [stacks.js, stacks.vtl]) {
      for (const claims of [{ tenant: tenants.tenants['acme'] ?? '' }, { role: 'admins' }, { role: 'application_admins' }]) {
        expect(await stack.as(people.bob, claims)(document), JSON.stringify(claims)).toMatchObject({ errors: [{ errorType: 'not_authorized' }] });
      }
      expect((await stack.as(people.bob)(document)).errors).toBeUndefined();
      expect((await stack.asRole(document)).errors).toBeUndefined();
    }
  });

  it('a wrong tenant claim is refused by PostgreSQL itself', async () => {
    await reseed(tourOf('ann', stacks.js));
    const acme = tenants.tenants['acme'] ?? '';
    for (const stack of [stacks.js, stacks.vtl]) {
      const before = stack.log.length;
      const forged = stack.as(people.bob, { tenant: acme, role: 'admins' });
      for (const document of ['{ listOrders { items { id } } }', '{ listCustomers { items { name } } }', 'mutation { purgeTasks }', `{ getOrder(id: "${id('d1')}") { id } }`]) {
        const answer = await forged(document);
        expect(plain(answer, tourOf('bob', stack)), document).toMatchObject({ errors: [{ errorType: 'not_authorized' }] });
      }
      const lines = stack.log.slice(before);
      expect(lines.map(({ tenant }) => tenant)).toEqual([acme, acme, acme, acme]);
      expect(new Set(lines.map(({ sqlstate }) => sqlstate))).toEqual(new Set(['42501']));
    }
  });
});

it('a list of 100 parents with two kinds of children costs three calls of the Data API', async () => {
  await reseed(tourOf('adam', stacks.js));
  await tenants.admin.query(`insert into customers (name, email) select 'C' || n, 'c' || n || '@example.test' from generate_series(1, 100) n`);
  const { dataApi } = stacks.js;
  const before = dataApi.calls();
  const answer = await stacks.js.as(people.adam)('{ listCustomers(limit: 100) { items { id fullAddress latestOrders(limit: 2) { id } } nextToken } }');
  expect(answer.errors).toBeUndefined();
  expect((answer.data?.['listCustomers'] as { items: unknown[] }).items).toHaveLength(100);
  expect(dataApi.calls() - before).toBe(3);
});
