import { afterAll, expect, it } from 'vitest';
import { lines, pairs } from './support.js';

const world = pairs();
afterAll(() => world.stop());

it('fills along a key before it goes', async () => {
  const { steps, prove } = await world.pair(
    `create table users (user_id int primary key, username varchar(50));
     create table posts (post_id int primary key, author_id int references users (user_id), reviewer_id int constraint posts_reviewer_fk references users (user_id))`,
    `create table users (user_id int not null, username varchar(50), tenant_id int not null, primary key (tenant_id, user_id));
     create table posts (post_id int primary key, author_id int, author_tenant_id int, reviewer_id int, reviewer_tenant_id int,
       foreign key (author_tenant_id, author_id) references users (tenant_id, user_id), constraint posts_reviewer_fk foreign key (reviewer_tenant_id, reviewer_id) references users (tenant_id, user_id))`);
  const answers = { fill: { 'users.tenant_id': '1' }, allow: ['deletes-data'] } as const;
  const all = await steps(answers);
  const at = (found: RegExp): number => all.findIndex((one) => found.test(one));
  expect(all[at(/update/iu)]).toMatch(/^batched: update/iu);
  expect(at(/add column tenant_id/iu)).toBeLessThan(at(/update/iu));
  expect(all.slice(0, at(/update/iu)).filter((one) => /drop constraint users_pkey/iu.test(one))).toEqual([]);
  expect(lines(await prove(answers))).toEqual([]);
});
