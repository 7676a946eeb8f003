import { afterAll, beforeAll, expect, it } from 'vitest';
import { findProject } from '../../generators/testing/find-project.js';
import type { Stage } from '../../generators/testing/open-stage.js';
import { removeProject } from '../pgcog/dev-support.js';
import { stageOf, testedProject } from './support.js';

let root: string;
let stage: Stage;

beforeAll(async () => {
  root = await testedProject();
  stage = await stageOf(root);
});
afterAll(async () => {
  await stage.close();
  removeProject(root);
});

const customers = '{ me { email role } listCustomers { items { name } } }';

it('signs sample people in, each with the rows of the own tenant', async () => {
  const [ann, adam, gus] = [await stage.as('ann@acme.test'), await stage.as(' Adam@Acme.test'), await stage.as('gus@globex.test')];
  expect(await ann.query(customers)).toEqual({ me: { email: 'ann@acme.test', role: 'users' }, listCustomers: { items: [{ name: 'Ada of acme' }] } });
  expect(await adam.query(customers)).toMatchObject({ me: { role: 'admins' } });
  expect(await gus.query(customers)).toMatchObject({ me: { email: 'gus@globex.test' }, listCustomers: { items: [{ name: 'Ada of globex' }] } });
});

it('shuts out who is suspended, and says who there is to whom nobody knows', async () => {
  await expect(stage.as('sue@acme.test')).rejects.toThrow('sue@acme.test cannot sign in: UserLambdaValidationException: PreAuthentication failed with error You are not allowed to sign in.');
  await expect(stage.as('mallory@acme.test')).rejects.toThrow('nobody has the address mallory@acme.test. There are ann@acme.test, adam@acme.test, gus@globex.test, gina@globex.test, sue@acme.test, zoe@ops.test, and whoever is invited');
});

it('throws errors of an answer with their types, and gives them to whoever asks', async () => {
  const ann = await stage.as('ann@acme.test');
  const invite = 'mutation ($email: AWSEmail!) { inviteMember(input: { email: $email, role: users }) { status } }';
  await expect(ann.query(invite, { email: 'new@acme.test' })).rejects.toThrow('not_authorized: You are not authorized to make this call.');
  const { data, errors } = await ann.ask(invite, { email: 'new@acme.test' });
  expect(data).toEqual({ inviteMember: null });
  expect(errors).toMatchObject([{ errorType: 'not_authorized', path: ['inviteMember'] }]);
  await expect(ann.query('{ nonsense }')).rejects.toThrow('nonsense');
});

it('signs up who was invited, and the worker has done its work when a mutation answers', async () => {
  const adam = await stage.as('adam@acme.test');
  await adam.query('mutation { inviteMember(input: { email: "new@acme.test", role: users }) { status } }');
  const her = await stage.as('new@acme.test');
  expect(await her.query(customers)).toMatchObject({ me: { email: 'new@acme.test' }, listCustomers: { items: [{ name: 'Ada of acme' }] } });
});

it('takes a parsed document as well as its text', async () => {
  const { parse } = await import('graphql');
  const ann = await stage.as('ann@acme.test');
  expect(await ann.query(parse('{ me { email } }'))).toEqual({ me: { email: 'ann@acme.test' } });
  expect(await ann.query(new String('{ me { email } }'))).toEqual({ me: { email: 'ann@acme.test' } });
});

it('says where there is no project', async () => {
  await expect(findProject('/', {}, new AbortController().signal)).rejects.toThrow('error PGC005: there is no project in /, nor around it');
});
