import type { Relation } from '../../src/catalog/types.js';
import { appendSql } from '../../src/edit/sql/append-sql.js';
import { quoteIdentifier } from '../../src/postgres/quote.js';
import { error } from '../../src/source/diagnostic.js';
import { choiceOf, isYes, textOf } from './answers.js';
import { checkStatements } from './check-statements.js';
import { defaultGrants } from './default-grants.js';
import { MissingAnswer, refuse, Refused, WrongLine } from './refused.js';
import { nameInSql } from './resolver-sql.js';
import { groupsOf, rolesOf } from './roles.js';
import { tableNamed } from './tables.js';
import type { Answers, Generator, Made, Project } from './types.js';

const commands = ['all', 'select', 'insert', 'update', 'delete'] as const;
type Command = (typeof commands)[number];

/** `pgcog-gen policy orders`: who reaches which rows, behind the table; `--defaults`: grants for all that nobody reaches. */
export const policy: Generator = {
  prompts: [
    { name: 'name', flag: null, words: 'the table it is about: orders', kind: 'text' },
    { name: 'defaults', flag: '--defaults', words: 'grants for all tables that no role may use yet, in a file of yours', kind: 'yes' },
    { name: 'role', flag: '--role <name>', words: 'a role it is for; users where none is told', kind: 'list' },
    { name: 'for', flag: '--for <command>', words: 'what it lets them do', kind: 'text', choices: commands },
    { name: 'using', flag: '--using <condition>', words: 'the rows they reach: "owner_id = cognition.current_user_id()"', kind: 'text' },
  ],
  examples: ['pgcog-gen policy --defaults', 'pgcog-gen policy orders --role billing --for select', 'pgcog-gen policy orders --using "owner_id = cognition.current_user_id()"'],
  plan,
};

async function plan(answers: Answers, project: Project): Promise<Made> {
  const name = textOf(answers, 'name');
  if (isYes(answers, 'defaults')) {
    if (name !== null) throw new WrongLine('PGC764', '--defaults is about all tables', `leave out ${name}, or --defaults`);
    return defaultGrants(project);
  }
  if (name === null) throw new MissingAnswer('name', 'nothing tells which table it is about', 'pgcog-gen policy TABLE, or pgcog-gen policy --defaults');
  const roles = await rolesOf(answers, project);
  const command = choiceOf(answers, 'for', commands) ?? 'all';
  const { relation } = await tableNamed(project, name);
  checkTable(relation);
  return splicePolicy(project, relation, { roles, command, using: textOf(answers, 'using') ?? 'true' });
}

function checkTable({ kind, name, schemaKind, span }: Relation): void {
  if (kind !== 'table' && kind !== 'partitioned') refuse('PGC763', `${name} is a ${kind}, and policies are of tables`, 'grants decide who may read it; what it reads has policies', span);
  if (schemaKind === 'shared') refuse('PGC763', `${name} is a table of shared, which no tenant writes`, 'grants decide who may read it', span);
}

interface NewPolicy {
  readonly roles: readonly string[];
  readonly command: Command;
  readonly using: string;
}

async function splicePolicy(project: Project, relation: Relation, wanted: NewPolicy): Promise<Made> {
  const sql = policySql(relation, wanted);
  await checkStatements(project, sql, relation.rowSecurity ? 2 : 3, '--using cannot be read as a condition', 'write it like --using "owner_id = cognition.current_user_id()"');
  const path = relation.span?.file ?? '';
  const file = path === '' ? null : await project.file(path);
  if (file === null) return refuse('PGC763', `nothing tells in which file ${relation.name} is made`, `put these where you want them:\n${sql}`);
  const edited = appendSql(await project.grammar(), file, sql);
  if (edited.kind === 'refused') throw new Refused([error('PGC762', `${path} ${edited.reason}`, { file: path, start: edited.at, end: edited.at }, `add to it:\n${sql}`)]);
  const edits = edited.kind === 'unchanged' ? [] : [{ path, before: file.raw, after: edited.raw }];
  return { edits, says: edits.length === 0 ? [] : [`the policy stands at the end of ${path}`], next: [`pgcog-gen migration ${relation.name}_policy, when it is as you want it`] };
}

/** Named after what it does, so that the same one is not made twice. */
function policySql(relation: Relation, { roles, command, using }: NewPolicy): string {
  const on = nameInSql(relation);
  const name = `${relation.name}_${command}_${roles.join('_')}`.slice(0, 63);
  const there = relation.policies.find((one) => one.name === name);
  if (there !== undefined) refuse('PGC761', `the policy ${name} is there already`, 'change it there, or drop it first', there.span);
  const rows = command === 'insert' ? `with check (${using})` : command === 'all' || command === 'update' ? `using (${using}) with check (${using})` : `using (${using})`;
  const verbs = command === 'all' ? 'select, insert, update, delete' : command === 'select' || command === 'insert' ? command : `select, ${command}`;
  return [
    ...(relation.rowSecurity ? [] : [`alter table ${on} enable row level security;`]),
    `create policy ${quoteIdentifier(name)} on ${on}${command === 'all' ? '' : ` for ${command}`} to ${groupsOf(roles)}`,
    `  ${rows};`,
    `grant ${verbs} on ${on} to ${groupsOf(roles)};`,
  ].join('\n');
}
