import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomContext } from '../../../src/statements/custom/context.js';
import { typeCustom } from '../../../src/statements/custom/type-custom.js';
import { provePrepared } from '../../../src/statements/qualify/prove-prepared.js';
import type { Argument, FieldStatement, ValueType } from '../../../src/statements/types.js';
import { openWorld, settingsOf, type World } from './support.js';

/**
 * A statement per file. Leading comments say what must come out: `:name type GraphQLType`, `sql` text that the
 * qualified statement has, `error CODE text` with the text that it points at; `args` is the spec's.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'fixtures', 'parameters');
const names = readdirSync(folder).sort();

const template = `
create type order_status as enum ('draft', 'paid', 'in transit');
create type address as (street text, city text);
create table customers (
  id uuid primary key default gen_random_uuid(), name text not null, tags text[] not null default '{}', visits int not null default 0,
  place address, photo bytea, created_at timestamptz not null default now()
);
create table orders (
  id uuid primary key default gen_random_uuid(), number bigint unique, customer_id uuid references customers, status order_status not null default 'draft',
  total numeric(12, 2) not null default 0, qty int not null default 1, note text, due date, took interval, data jsonb not null default '{}',
  created_at timestamptz not null default now()
);`;

let world: World;
let context: CustomContext;
beforeAll(async () => {
  world = await openWorld(template);
  const { owner: client } = world.database;
  const { catalog, names: chosen, settings, grammar, views } = world;
  context = { client, catalog, names: chosen, settings, grammar, views, serverVersion: catalog.serverVersion };
});
afterAll(() => world.close());

interface Case {
  readonly expected: readonly string[];
  readonly args: string | null;
  readonly sql: string;
}

function readCase(text: string): Case {
  const lines = text.split('\n');
  const count = lines.findIndex((line) => !line.startsWith('-- '));
  const head = lines.slice(0, count).map((line) => line.slice(3));
  const args = head.find((line) => line.startsWith('args '))?.slice(5) ?? null;
  return { expected: head.filter((line) => !line.startsWith('args ')), args, sql: lines.slice(count).join('\n') };
}

function typeName(value: ValueType): string {
  switch (value.kind) {
    case 'scalar': return value.scalar;
    case 'enum':
    case 'composite': return world.names.types[value.type]?.type ?? 'unknown';
    case 'named': return value.name;
    case 'list': return `[${typeName(value.element)}${value.elementNullable ? '' : '!'}]`;
  }
}

function argumentLine(field: FieldStatement, argument: Argument): string {
  const type = field.statement?.parameters.find(({ name }) => name === argument.name)?.type.replaceAll('{tenant}.', '') ?? 'none';
  return `:${argument.name} ${type} ${typeName(argument.type)}${argument.nullable ? '' : '!'}`;
}

const textOf = (field: FieldStatement): string => (field.statement?.variants[0]?.sql ?? []).map((piece) => (typeof piece === 'string' ? piece : 'sql' in piece ? piece.sql : '')).join('');

describe('fixtures/parameters', () => {
  it('has at least 40 cases', () => {
    expect(names.length).toBeGreaterThanOrEqual(40);
  });

  it.each(names)('%s', async (file) => {
    const { expected, args, sql } = readCase(readFileSync(join(folder, file), 'utf8'));
    const parent = /^\s*(?:insert|update|delete|merge)\b/.test(sql) ? 'Mutation' : 'Query';
    const yaml = `version: 1\nresolvers:\n  ${parent}.probe:\n${args === null ? '' : `    args: ${args}\n`}    sql: |\n${sql.trimEnd().split('\n').map((line) => `      ${line}`).join('\n')}\n`;
    const { spec } = await settingsOf({ 'resolvers.yaml': yaml });
    const typed = await typeCustom({ ...context, settings: { ...context.settings, spec } });
    const errors = typed.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, span }) => `error ${code} ${span === null ? '' : yaml.slice(span.start, span.end)}`);
    const field = typed.value[0];
    const lines = field === undefined ? [] : field.arguments.map((argument) => argumentLine(field, argument));
    const wantedSql = expected.filter((line) => line.startsWith('sql '));
    expect([...errors, ...lines]).toEqual(expected.filter((line) => !wantedSql.includes(line)));
    if (field?.statement == null) return;
    for (const line of wantedSql) expect(textOf(field)).toContain(line.slice(4));
    expect(textOf(field)).not.toMatch(/(?<!:):(?!:|\w+::)\w/);
    expect(await provePrepared(world.database.prober, world.catalog, [{ statement: field.statement, span: null }])).toEqual([]);
  });
});
