import { afterAll, expect, it } from 'vitest';
import { planMigration } from '../../../src/migrations/plan/plan-migration.js';
import { readTemplateState } from '../../../src/migrations/plan/template-state.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { noAnswers, pairs } from './support.js';

const world = pairs();
afterAll(() => world.stop());

const parts = `create table days (day date not null, note text) partition by range (day);
create table days_2026 partition of days for values from ('2026-01-01') to ('2027-01-01');
create view noted as select day from days where note is not null;
grant select, insert on days to tenant_users;`;
const first = `create table orders (id uuid primary key, note text, total int);\n${parts}`;
const second = `create table orders (id uuid primary key, note text, total int, region text);\n${parts}`;
const third = `create table orders (id uuid primary key, note text, total bigint, area text);
create index on orders (area);
${parts.replace('select day', 'select day, note')}
create type mood as enum ('good');`;

it('plans the same from what it has read as the new state before', async () => {
  const [earlier, later] = [await world.pair(first, second), await world.pair(second, third)];
  const [grammar, { config }] = [await loadGrammar(), earlier.from];
  const [a, b, c] = [earlier.from.database.admin, earlier.to.database.admin, later.to.database.admin];
  const known = await readTemplateState(b, config);
  const added = await planMigration({ from: a, to: b, config, grammar, answers: noAnswers, known: { to: known } });
  expect(added.value.steps.map(({ sql }) => sql)).toEqual(['alter table orders add column region text']);
  for (const answers of [noAnswers, { ...noAnswers, renames: [{ from: 'orders.region', to: 'area' }] }, { ...noAnswers, allow: ['deletes-data' as const] }]) {
    const plain = await planMigration({ from: b, to: c, config, grammar, answers });
    expect(await planMigration({ from: b, to: c, config, grammar, answers, known: { from: known, to: await readTemplateState(c, config) } })).toEqual(plain);
    expect(plain.value.steps.length).toBeGreaterThan(2);
  }
});
