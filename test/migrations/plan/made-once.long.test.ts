import { afterAll, expect, it } from 'vitest';
import { lines, pairs } from './support.js';

const world = pairs();
afterAll(() => world.stop());

const inPublic = (says: string, cast: string): string => `create type public.pair as (a int, b int); create function public.shown(p public.pair) returns text language sql immutable as $$ select p.a::text || '${says}' $$;
  ${cast} create table orders (id int primary key, note text default public.shown((1, 2)));`;
const own = (cast: string): string => `create type pair as (a int, b int); create function shown(p pair) returns text language sql immutable as $$ select p.a::text $$; ${cast} create table orders (id int primary key, p pair);`;

it('carries what a template has in public, casts among it', async () => {
  const { from, steps, plan, prove } = await world.pair(inPublic('x', ''), inPublic('y', 'create cast (public.pair as text) with function public.shown(public.pair) as assignment;'));
  expect(from.config.templateSchema).toBe('tenant_template');
  expect(await steps()).toEqual([expect.stringContaining("|| 'y'"), 'transaction: create cast (public.pair as text) with function public.shown(public.pair) as assignment']);
  expect((await plan()).value.steps.map(({ home }) => home)).toEqual(['shared', 'shared']);
  expect(lines(await prove())).toEqual([]);
});

it('carries casts of a tenant, and what becomes of them', async () => {
  const cast = 'create cast (pair as text) with function shown(pair);';
  expect(await (await world.pair(own(''), own(cast))).steps()).toEqual(['transaction: create cast (pair as text) with function shown(pair)']);
  const { steps, prove } = await world.pair(own(cast), own('create cast (pair as text) with function shown(pair) as implicit;'));
  expect(await steps()).toEqual(['transaction: drop cast (pair as text)', 'transaction: create cast (pair as text) with function shown(pair) as implicit']);
  expect(lines(await prove())).toEqual([]);
});
