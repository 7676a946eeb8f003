import { expect, it, onTestFinished } from 'vitest';
import { removeProject } from '../pgcog/dev-support.js';
import { stageOf, testedProject } from './support.js';

const spec = `version: 1
crud: { customers: [list, create] }
members: true
resolvers:
  Subscription.customerAdded:
    on: [createCustomer]
    payload: [id, name]
`;

/** Publishes as the project's own data source does, with the key that the environment has. */
const dataSource = `import { createDataSource, dataApi } from 'pg-cognition-runtime';
import { publishEvents } from 'pg-cognition-runtime/subscriptions';
import manifest from '../generated/statements.json' with { type: 'json' };

const { CLUSTER_ARN: resourceArn, DATABASE: database, SECRETS_PREFIX: prefix, GRAPHQL_URL: url } = process.env;
export const handler = publishEvents(createDataSource({ manifest, transport: dataApi({ resourceArn, database }), credentials: { prefix } }), { manifest, url });
`;

it('brings events of the own tenant, after they were committed', async () => {
  const root = await testedProject({ 'resolvers.yaml': spec, 'lambda/data-source.ts': dataSource });
  onTestFinished(() => removeProject(root));
  const stage = await stageOf(root);
  onTestFinished(() => stage.close());
  const [ann, adam, gus] = [await stage.as('ann@acme.test'), await stage.as('adam@acme.test'), await stage.as('gus@globex.test')];
  const subscription = 'subscription { customerAdded { name } }';
  const [hers, his] = [await ann.subscribe(subscription), await gus.subscribe(subscription)];
  await adam.query('mutation { createCustomer(input: { name: "Ben" }) { id } }');
  expect(await hers.next()).toEqual({ done: false, value: { customerAdded: { name: 'Ben' } } });
  await gus.query('mutation { createCustomer(input: { name: "Gil" }) { id } }');
  // The first that gus hears of is globex's own.
  expect(await his.next()).toEqual({ done: false, value: { customerAdded: { name: 'Gil' } } });
  expect(await hers.return()).toEqual({ done: true, value: undefined });
  await his.return();
  const refused = await ann.subscribe('subscription { nothing }');
  await expect(refused.next()).rejects.toThrow('Cannot query field "nothing"');
});
