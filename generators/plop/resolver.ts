import { newDraft } from '../../src/config/spec-draft.js';
import { blockYaml, type YamlMap, type YamlValue } from '../../src/edit/yaml/print-yaml.js';
import { userFile } from '../../src/edit/user-file.js';
import { addToYaml } from '../../src/edit/yaml/add-to-yaml.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import { wholeFile } from '../../src/source/source-text.js';
import { choiceOf, isYes, listOf, textOf } from './answers.js';
import { MissingAnswer, Refused, refuse } from './refused.js';
import { resolverCode } from './resolver-code.js';
import type { FirstCode } from './resolver-sql.js';
import { resolverKinds, resolverTarget, type Target } from './resolver-target.js';
import { specEdits } from './spec-file.js';
import type { Answers, Generator, Made, Project } from './types.js';

/** `pgcog-gen resolver listOrders`: SQL to begin with, in a file of its own or as an entry of resolvers.yaml. */
export const resolver: Generator = {
  prompts: [
    { name: 'name', flag: null, words: 'the field: listOrders, cancelOrder, Customer.latestOrders', kind: 'text', needed: true },
    { name: 'kind', flag: '--kind <kind>', words: 'what it is, where its name does not tell', kind: 'text', choices: resolverKinds },
    { name: 'table', flag: '--table <name>', words: 'the table or view it is about, where its name does not tell', kind: 'text' },
    { name: 'sql', flag: '--sql <statement>', words: 'its statement, instead of one to begin with', kind: 'text' },
    { name: 'lambda', flag: '--lambda', words: 'a Lambda function of yours answers it', kind: 'yes' },
    { name: 'arg', flag: '--arg <name=type>', words: 'an argument and its type: id=uuid!', kind: 'list' },
    { name: 'returns', flag: '--returns <type>', words: 'what a Lambda returns: orders, "[text!]!"', kind: 'text' },
    { name: 'on', flag: '--on <mutation>', words: 'a mutation that a subscription is published by', kind: 'list' },
    { name: 'payload', flag: '--payload <field>', words: 'a field that a subscription sends', kind: 'list' },
    { name: 'filter', flag: '--filter <field>', words: 'an argument that a subscription chooses events by', kind: 'list' },
    { name: 'yaml', flag: '--yaml', words: 'an entry in resolvers.yaml instead of a file of its own', kind: 'yes' },
  ],
  examples: ['pgcog-gen resolver listOrders', 'pgcog-gen resolver Customer.latestOrders --yaml', 'pgcog-gen resolver cancelOrder --lambda --arg reason=text'],
  plan,
};

async function plan(answers: Answers, project: Project): Promise<Made> {
  const target = resolverTarget(textOf(answers, 'name') ?? '', choiceOf(answers, 'kind', resolverKinds));
  const name = `${target.parent}.${target.field}`;
  await refuseIfThere(project, target);
  if (target.kind === 'subscription') return subscription(name, answers, project);
  const code = await resolverCode(target, answers, project);
  const next = isYes(answers, 'lambda') ? [`write lambda/resolvers/${name}.ts`] : [];
  if (isYes(answers, 'yaml')) {
    const edits = await specEdits(project, { section: 'resolvers', key: name, value: entryOf(code) });
    return { edits, says: [`${name} is an entry of ${edits[0]?.path ?? 'resolvers.yaml'}`], next: [...next, `look at it in ${edits[0]?.path ?? 'resolvers.yaml'}; generated/access.md says who may call it`] };
  }
  const path = `resolvers/${name}.sql`;
  return { edits: [{ path, before: null, after: fileText(code) }], says: [], next: [...next, `look at ${path}; generated/access.md says who may call it`] };
}

async function refuseIfThere(project: Project, { parent, field }: Target): Promise<void> {
  const { spec } = await project.settings();
  const there = spec.resolvers.find((one) => one.parent === parent && one.field === field);
  if (there !== undefined) refuse('PGC761', `the resolver ${parent}.${field} is there already`, 'change it there, or choose another name', there.span);
}

function entryOf({ sql, options }: FirstCode): YamlValue {
  if (sql === '') return options;
  const text = sql.includes('\n') ? `${sql}\n` : sql;
  return Object.keys(options).length === 0 && !sql.includes('\n') ? text : { sql: text, ...options };
}

function fileText({ sql, options }: FirstCode): string {
  const header = Object.keys(options).length === 0 ? [] : ['/*---', ...blockYaml(options, '  '), '---*/'];
  return `${[...header, ...(sql === '' ? [] : [sql])].join('\n')}\n`;
}

/** An entry of resolvers.yaml, which is where subscriptions stand. */
async function subscription(name: string, answers: Answers, project: Project): Promise<Made> {
  const on = listOf(answers, 'on');
  if (on.length === 0) throw new MissingAnswer('on', `nothing tells what ${name} is published by`, 'add --on updateOrder, once for each mutation');
  const [payload, filter] = [listOf(answers, 'payload'), listOf(answers, 'filter')];
  const value: YamlMap = { on, ...(payload.length > 0 && { payload }), ...(filter.length > 0 && { filter }) };
  await checkEntry(name, value, project);
  const edits = await specEdits(project, { section: 'resolvers', key: name, value });
  return { edits, says: [`${name} is an entry of ${edits[0]?.path ?? 'resolvers.yaml'}`], next: payload.length > 0 ? [] : ['say there what it sends (payload) and what it can be filtered by (filter)'] };
}

async function checkEntry(name: string, value: YamlMap, project: Project): Promise<void> {
  const { addDocument } = await import('../../src/config/spec-document.js');
  const draft = newDraft(await project.config(), true);
  const edited = addToYaml(userFile('resolvers.yaml', 'version: 1\n'), { section: 'resolvers', key: name, value });
  if (edited.kind === 'edited') addDocument(draft, wholeFile({ path: 'resolvers.yaml', text: edited.raw }));
  if (hasErrors(draft.diagnostics)) throw new Refused(draft.diagnostics.map((one) => ({ ...one, span: null, hint: null })));
}
