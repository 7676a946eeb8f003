import { quoteIdentifier } from '../../src/postgres/quote.js';
import { choiceOf, isYes, listOf, textOf } from './answers.js';
import { checkSqlName } from './check-name.js';
import { checkStatements } from './check-statements.js';
import { refuse, Refused } from './refused.js';
import { groupsOf, rolesOf } from './roles.js';
import { specEdits } from './spec-file.js';
import { nextTemplateFile } from './template-file.js';
import type { Answers, Generator, Made, Project } from './types.js';

const rowChoices = ['all', 'own'] as const;

/** `pgcog-gen table orders`: a table with key, time, grants and row level security, in a template file of its own. */
export const table: Generator = {
  prompts: [
    { name: 'name', flag: null, words: 'the table: orders, order_lines', kind: 'text', needed: true },
    { name: 'column', flag: '--column <definition>', words: 'a column: "customer_id uuid not null references customers"', kind: 'list' },
    { name: 'role', flag: '--role <name>', words: 'a role that may read and write it; users where none is told', kind: 'list' },
    { name: 'rows', flag: '--rows <which>', words: "which rows its roles reach: all of the tenant's, or own of the member", kind: 'text', choices: rowChoices },
    { name: 'crud', flag: '--crud', words: 'an entry under crud in resolvers.yaml, where that does not say all tables', kind: 'yes' },
  ],
  examples: ['pgcog-gen table orders', 'pgcog-gen table notes --column "note text not null" --rows own'],
  plan,
};

async function plan(answers: Answers, project: Project): Promise<Made> {
  const name = checkSqlName('table', textOf(answers, 'name') ?? '');
  const rows = choiceOf(answers, 'rows', rowChoices) ?? 'all';
  const roles = await rolesOf(answers, project);
  const sources = await project.sources();
  await refuseIfThere(name, project);
  const path = nextTemplateFile(sources, name);
  const sql = tableSql({ name, rows, groups: groupsOf(roles), columns: listOf(answers, 'column') });
  await checkStatements(project, sql, 4, 'a column cannot be read as SQL', 'write it like --column "customer_id uuid not null references customers"');
  const spec = isYes(answers, 'crud') ? await specEdits(project, { section: 'crud', key: name, value: ['get', 'list', 'create', 'update', 'delete'] }, { section: 'crud', key: null, value: name }) : [];
  const field = isYes(answers, 'crud') || (await hasAllTables(project)) ? [] : [`to have it in the API: ${name} under crud in resolvers.yaml`];
  return { edits: [{ path, before: null, after: sql }, ...spec], says: [], next: [`write its columns in ${path}`, ...field, `pgcog-gen migration add_${name}, when the table is as you want it`] };
}

/** Mistakes in the spec are for `generate`, which says them: nothing is known of a spec that has some. */
async function hasAllTables(project: Project): Promise<boolean> {
  try {
    return (await project.settings()).spec.crudAll;
  } catch (failure) {
    if (failure instanceof Refused) return true;
    throw failure;
  }
}

async function refuseIfThere(name: string, project: Project): Promise<void> {
  const template = await project.template();
  const there = template?.catalog.relations.find((one) => one.schemaKind === 'template' && one.name === name);
  if (there !== undefined) refuse('PGC761', `the table ${name} is there already`, 'choose another name, or change it there', there.span);
}

interface NewTable {
  readonly name: string;
  readonly rows: (typeof rowChoices)[number];
  readonly groups: string;
  readonly columns: readonly string[];
}

function tableSql({ name, rows, groups, columns }: NewTable): string {
  const called = quoteIdentifier(name);
  const lines = [
    'id uuid primary key default gen_random_uuid()',
    ...columns,
    ...(rows === 'own' ? ['owner_id text not null default cognition.current_user_id()'] : []),
    'created_at timestamptz not null default now()',
  ];
  const policies = rows === 'all'
    ? [`create policy ${quoteIdentifier(`${name}_of_the_tenant`.slice(0, 63))} on ${called} to ${groups} using (true) with check (true);`]
    : [`create policy ${quoteIdentifier(`${name}_own`.slice(0, 63))} on ${called} to ${groups}\n  using (owner_id = cognition.current_user_id()) with check (owner_id = cognition.current_user_id());`];
  return `create table ${called} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n);\n\n-- Policies decide which rows, grants what may be done with them.\nalter table ${called} enable row level security;\n${policies.join('\n')}\ngrant select, insert, update, delete on ${called} to ${groups};\n`;
}
