import { quoteIdentifier } from '../../src/postgres/quote.js';
import { choiceOf, isYes, listOf, textOf } from './answers.js';
import { checkSqlName } from './check-name.js';
import { checkStatements } from './check-statements.js';
import { refuse } from './refused.js';
import { groupsOf, rolesOf } from './roles.js';
import { specEdits } from './spec-file.js';
import { nextTemplateFile } from './template-file.js';
import type { Answers, Generator, Made, Project } from './types.js';

const kinds = ['query', 'mutation'] as const;

/** `pgcog-gen function orders_total`: a function of the template, and where wanted a field of the API. */
export const functionForm: Generator = {
  prompts: [
    { name: 'name', flag: null, words: 'the function: orders_total, place_order', kind: 'text', needed: true },
    { name: 'kind', flag: '--kind <kind>', words: 'whether it only reads, or writes', kind: 'text', choices: kinds },
    { name: 'arg', flag: '--arg <definition>', words: 'an argument: "since date default null"', kind: 'list' },
    { name: 'returns', flag: '--returns <type>', words: 'what it returns: numeric, "setof orders"', kind: 'text' },
    { name: 'role', flag: '--role <name>', words: 'a role that may call it; users where none is told', kind: 'list' },
    { name: 'api', flag: '--api', words: 'a field of the API too, by functions in resolvers.yaml', kind: 'yes' },
  ],
  examples: ['pgcog-gen function orders_total --returns numeric --api', 'pgcog-gen function place_order --kind mutation --arg "customer_id uuid" --returns orders'],
  plan,
};

async function plan(answers: Answers, project: Project): Promise<Made> {
  const name = checkSqlName('function', textOf(answers, 'name') ?? '');
  const kind = choiceOf(answers, 'kind', kinds) ?? 'query';
  const roles = await rolesOf(answers, project);
  const template = await project.template();
  const there = template?.catalog.functions.find((one) => one.schemaKind === 'template' && one.name === name);
  if (there !== undefined) refuse('PGC761', `the function ${name} is there already`, 'choose another name, or change it there', there.span);
  const path = nextTemplateFile(await project.sources(), name);
  const sql = functionSql({ name, kind, groups: groupsOf(roles), args: listOf(answers, 'arg'), returns: textOf(answers, 'returns') ?? 'text' });
  await checkStatements(project, sql, 2, 'an argument or type cannot be read as SQL', 'write them like --arg "since date" --returns numeric');
  const spec = isYes(answers, 'api') ? await specEdits(project, { section: 'functions', key: null, value: name }) : [];
  const field = isYes(answers, 'api') ? [] : [`to have it in the API: functions: [${name}] in resolvers.yaml`];
  return { edits: [{ path, before: null, after: sql }, ...spec], says: [], next: [`write its body in ${path}`, ...field, `pgcog-gen migration add_${name}, when it is as you want it`] };
}

interface NewFunction {
  readonly name: string;
  readonly kind: (typeof kinds)[number];
  readonly groups: string;
  readonly args: readonly string[];
  readonly returns: string;
}

/** Its body gives null, or no row, until it is written. */
function functionSql({ name, kind, groups, args, returns }: NewFunction): string {
  const called = quoteIdentifier(name);
  const many = /^(?:setof|table)\b/iu.test(returns);
  const read = ['language sql stable', 'begin atomic', `  select null::${returns};`, 'end;'];
  const rows = ['language plpgsql stable as $$', 'begin', '  return;', 'end', '$$;'];
  const writes = ['language plpgsql as $$', 'begin', many ? '  return;' : /^void$/iu.test(returns) ? '  null;' : '  return null;', 'end', '$$;'];
  const body = kind === 'mutation' ? writes : many ? rows : read;
  return [`create function ${called}(${args.join(', ')}) returns ${returns}`, ...body, `grant execute on function ${called} to ${groups};`, ''].join('\n');
}
