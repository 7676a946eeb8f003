import { noAnswers } from './read-answers.js';
import { error } from '../../src/source/diagnostic.js';
import { betweenStates, type PlanningInput } from './plan-difference.js';
import { refused, type MigrationReport } from './report.js';

/** `pgcog-gen migration --check`: whether the migrations, one after the other, make the template. */
export async function checkMigrations(input: PlanningInput): Promise<MigrationReport> {
  const { config, grammar, migrations } = input.opened;
  if (migrations.length === 0) return refused([error('PGC731', 'there are no migrations: nothing carries the template to an environment', null, 'pgcog-gen migration init')]);
  const planned = await betweenStates(input, ({ from, to }) => input.planner.plan({ from: from.admin, to: to.admin, config, grammar, answers: noAnswers }));
  if (planned.value === null || planned.diagnostics.length > 0) return refused(planned.diagnostics);
  const { steps, questions } = planned.value;
  const [change] = [...questions.map(({ text }) => text), ...steps.map(({ sql }) => sql.split('\n')[0] ?? '')];
  if (change === undefined) {
    return { ...refused([]), state: 'unchanged', notes: [`the template is what ${migrations.at(-1)?.id ?? ''} makes of it`] };
  }
  const count = Math.max(steps.length, questions.length);
  const message = `the template has ${count === 1 ? 'a change' : `${count} changes`} that no migration carries: ${change.slice(0, 120)}${count === 1 ? '' : ' ...'}`;
  return refused([error('PGC731', message, null, 'pgcog-gen migration NAME writes it')], questions);
}
