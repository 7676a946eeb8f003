import type { Relation } from '../../src/catalog/types.js';
import type { YamlMap } from '../../src/edit/yaml/print-yaml.js';
import { own } from '../../src/source/own.js';
import { isYes, listOf, textOf } from './answers.js';
import { checkGraphqlName } from './check-name.js';
import { inferTable } from './infer-table.js';
import { MissingAnswer, refuse, WrongLine } from './refused.js';
import type { Target } from './resolver-target.js';
import { byKey, createCode, deleteCode, fieldCode, getCode, hasDeletedAt, keyOf, listCode, nameInSql, updateCode, argument, type FirstCode } from './resolver-sql.js';
import { neededTemplate, relationsOf, tableNamed } from './tables.js';
import type { Answers, Project, Template } from './types.js';

/** What a type may be written with; whether there is such a type is decided when it is read. */
const typeText = /^[\w\s.,()[\]!"]+$/u;

/** `--arg id=uuid!` as options of the spec. @throws WrongLine PGC764 */
function argumentOptions(answers: Answers): YamlMap {
  return Object.fromEntries(listOf(answers, 'arg').map((text) => {
    const [name = '', ...rest] = text.split('=');
    const type = rest.join('=');
    if (!typeText.test(type)) throw new WrongLine('PGC764', `--arg ${text}: there is no type in it`, 'write it like --arg id=uuid! or --arg "rows=[LineInput!]!"');
    return [checkGraphqlName('an argument', name), type];
  }));
}

/** SQL and options of a resolver: what was told, else what its table suggests. @throws MissingAnswer */
export async function resolverCode(target: Target, answers: Answers, project: Project): Promise<FirstCode> {
  const args = argumentOptions(answers);
  const withArgs = (options: YamlMap): YamlMap => (Object.keys(args).length === 0 ? options : { ...options, args: { ...(options['args'] as YamlMap | undefined), ...args } });
  if (isYes(answers, 'lambda')) return { sql: '', options: await lambdaOptions(target, answers, project, args) };
  const sql = textOf(answers, 'sql');
  if (sql !== null) return { sql, options: withArgs({}) };
  const subject = await subjectOf(target, answers, project);
  const { sql: written, options } = await codeFor(target, subject);
  return { sql: written, options: withArgs(options) };
}

type Subject = Template & { readonly relation: Relation };

async function subjectOf({ field }: Target, answers: Answers, project: Project): Promise<Subject> {
  const named = textOf(answers, 'table');
  if (named !== null) {
    const { relation, template } = await tableNamed(project, named);
    return { ...template, relation };
  }
  const template = await neededTemplate(project);
  const relation = inferTable(template, field);
  if (relation === null) throw new MissingAnswer('table', `the name ${field} tells no table`, 'add --table orders, or --sql "select ..."');
  return { ...template, relation };
}

async function codeFor({ kind, parent, field }: Target, subject: Subject): Promise<FirstCode> {
  const { relation } = subject;
  const keyed = keyOf(relation).length > 0;
  if (kind === 'field') return fieldOf(parent, subject);
  if (kind === 'query') return /^(?:get|find|read|load|fetch|show)(?=[A-Z]|$)/u.test(field) && keyed ? getCode(subject) : listCode(subject);
  if (/^(?:create|add|insert|place|book|submit|import)(?=[A-Z]|$)/u.test(field)) return createCode(subject);
  if (!keyed) return refuse('PGC763', `${relation.name} has no primary key, so no row of it can be told from others`, 'write the statement: --sql "update ..."');
  const goes = /^(?:delete|remove|purge)(?=[A-Z]|$)/u.test(field) || (/^archive(?=[A-Z]|$)/u.test(field) && hasDeletedAt(relation));
  return goes ? deleteCode(subject) : updateCode(subject);
}

function fieldOf(type: string, subject: Subject): FirstCode {
  const { catalog, names, relation } = subject;
  const parent = relationsOf(catalog).find(({ oid }) => own(names.relations, String(oid))?.type === type);
  if (parent === undefined) return refuse('PGC763', `there is no type ${type} that stands for a table or view`, 'a field is of the type of a table, as in Customer.latestOrders');
  const code = fieldCode(subject, parent);
  if (code === null) throw new MissingAnswer('sql', `no foreign key leads from ${relation.name} to ${parent.name}, or back`, 'write the statement: --sql "select ... where ... = :parent.id"');
  return code;
}

/** What a Lambda resolver takes and gives. The caller must see the row that it is about, where it is about one. */
async function lambdaOptions(target: Target, answers: Answers, project: Project, args: YamlMap): Promise<YamlMap> {
  const returns = textOf(answers, 'returns');
  if (returns !== null && !typeText.test(returns)) throw new WrongLine('PGC764', `--returns ${returns}: there is no type in it`, 'write it like --returns orders or --returns "[text!]!"');
  const table = textOf(answers, 'table');
  if (returns !== null && table === null) return { lambda: true, ...(Object.keys(args).length > 0 && { args }), returns };
  const subject = await subjectOf(target, answers, project).catch((failure: unknown) => {
    if (failure instanceof MissingAnswer) throw new MissingAnswer('returns', `nothing tells what ${target.parent}.${target.field} returns`, 'add --returns orders, or --table orders');
    throw failure;
  });
  const { relation } = subject;
  const key = keyOf(relation);
  const about = target.kind === 'mutation' && key.length > 0 && !/^(?:create|add|insert|place|import)(?=[A-Z]|$)/u.test(target.field);
  const keys = about ? Object.fromEntries(key.map((name) => [argument(subject, { name }), `${simpleType(relation, name)}!`])) : {};
  const all = { ...keys, ...args };
  return {
    lambda: true,
    ...(Object.keys(all).length > 0 && { args: all }),
    ...(about && { check: `select 1 from ${nameInSql(relation)} where ${byKey(subject)}` }),
    returns: returns ?? relation.name,
  };
}

function simpleType({ columns }: Relation, name: string): string {
  const type = columns.find((column) => column.name === name)?.typeText ?? 'text';
  return typeText.test(type) ? type : 'text';
}
