import { as } from 'pg-cognition/testing';
import { expect, it } from 'vitest';
import { whoAmI } from '../client/operations.js';

it('knows who is signed in', async () => {
  const [ann, adam] = [await as('ann@acme.test'), await as('adam@acme.test')];
  expect((await ann.query(whoAmI, {})).me).toEqual({ email: 'ann@acme.test', role: 'users' });
  expect((await adam.query(whoAmI, {})).me).toEqual({ email: 'adam@acme.test', role: 'admins' });
});

it('lets nobody in who is suspended', async () => {
  await expect(as('sue@acme.test')).rejects.toThrow();
});
