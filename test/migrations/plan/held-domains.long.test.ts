import { afterAll, describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../../src/migrations/types.js';
import { lines, pairs } from './support.js';

const world = pairs(18);
afterAll(() => world.stop());

const step = (sql: string): PlannedStep => ({ kind: 'transaction', home: 'tenant', sql, batch: null, comment: [] });

describe('a domain inside an array of a column', () => {
  it('can have what the ways out say, and those that are not held change', async () => {
    const held = 'create table held (id int primary key, checked checked[], odd odd[], old';
    const { plan, prove, from } = await world.pair(
      `create domain checked as int check (value > 0); create domain odd as int; create domain old as int check (value > 0); create domain free as int check (value > 0); ${held} old[], free free);`,
      `create domain checked as int; alter domain checked add constraint checked_check check (value > 1) not valid; create domain odd as int; alter domain odd add constraint there check (value is not null) not valid;
       create domain another as int check (value > 1); create domain free as int check (value > 1); ${held} another[], free free);`);
    const answers = { using: { 'held.old': 'null' } };
    expect(lines(await plan(answers))).toEqual([]);
    expect(lines(await prove(answers))).toEqual([]);
    const add = (column: string, value: string): Promise<unknown> => from.database.admin.query(`insert into tenant_template.held (id, ${column}) values (-1, array[${value}]::tenant_template.${column}[])`);
    await expect(add('checked', '1')).rejects.toThrow('violates check constraint "checked_check"');
    await expect(add('odd', 'null')).rejects.toThrow('violates check constraint "there"');
  });

  it('is changed by hand, while the column has another type', async () => {
    const state = (check: string): string => `create domain few as int check (${check}); create table held (id int primary key, list few[]);`;
    const { prove, plan, from } = await world.pair(state('value > -9'), state('value > -7'));
    expect(lines(await plan())).toEqual([expect.stringMatching(/^error PGC650: no migration can be planned: constraint few.few_check cannot be added/)]);
    const steps = ['alter table held alter list type int[]', 'alter domain few drop constraint few_check', 'alter domain few add constraint few_check check (value > -7)', 'alter table held alter list type few[]'].map(step);
    const proof = await prove({}, { steps, hazards: [], questions: [] });
    expect(lines(proof)).toEqual([]);
    expect(proof.value).toEqual({ filled: 1, emptied: [] });
    await expect(from.database.admin.query('update tenant_template.held set list = array[-8]::tenant_template.few[]')).rejects.toThrow('violates check constraint "few_check"');
  });
});
