import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import { afterAll, describe, expect, test } from 'vitest';
import { quoteIdentifier, quoteLiteral } from '../../src/postgres/quote.js';
import { compileTypescript } from '../support/compile-typescript.js';
import { filesOf, makeProject, removeProject, run, sharedServer } from '../support/project.js';

const server = sharedServer();
afterAll(() => server.stop());

/** Names that are something else to one of the languages that are written, or to a reader of them. */
const names = [
  '"; drop schema x; --', '*/ evil /*', '`${devil}`', '#set($x = 1)', '$ctx.args', '</script>', '-->', 'new\nline', 'u\u2028sep', '"""', '{tenant}', '{{handlebars}}', ':param',
  'pi|pe', '\u202ertl\u0007', 'a'.repeat(63), 'Case', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'class', '__typename', '__id', '\\', '\\u0022', "'quote'",
  '$$', '$&', '%s', 'é😀x', 'null', 'true', 'Query', 'Mutation', 'String', 'id', 'input', 'filter', 'limit', 'arguments', 'eval', 'await', '-', '1a', ' ', '--', '/*? x */', '@aws_auth', '#foreach',
];
const short = (name: string, suffix: string): string => quoteIdentifier(`${name.slice(0, 40)}${suffix}`);

/** A table, its columns, an enum's labels, constraints, functions and their arguments: all of these names, each with a comment. */
function template(): string {
  const comment = (name: string): string => quoteLiteral(`${name}\n*/ \${evil} </script> #set($a = 1) {{y}} --> \u2028 \u202e`);
  const columns = names.filter((name) => name !== 'id');
  const tables = names.map((name, index) => {
    const own = quoteIdentifier(name === 'id' ? 'id2' : name);
    return `create table ${quoteIdentifier(name)} (id int primary key, parent int references columns, ${own} text, le labels, constraint ${short(name, `c${index}`)} unique (${own}));
comment on table ${quoteIdentifier(name)} is ${comment(name)};
create function ${short(name, `f${index}`)}(${quoteIdentifier(name)} text, ${short(name, '2')} labels) returns text language sql stable begin atomic select $1; end;`;
  });
  return `create type labels as enum (${names.map(quoteLiteral).join(', ')});
create table columns (id int primary key, ${columns.map((name) => `${quoteIdentifier(name)} text`).join(', ')});
${columns.map((name) => `comment on column columns.${quoteIdentifier(name)} is ${comment(name)};`).join('\n')}
${tables.join('\n')}
grant select, insert, update, delete on all tables in schema tenant_template to tenant_users;
grant execute on all functions in schema tenant_template to tenant_users;
`;
}

function spec(): string {
  const functions = names.flatMap((name, index) => (name.includes('(') || name.trim() === '' ? [] : [`${name.slice(0, 40)}f${index}`]));
  const errors = names.map((name, index) => [`${name.slice(0, 40)}c${index}`, { code: 'TAKEN', field: name, message: `${name}\n*/ \${x} #set($a) \u2028 </script>` }] as const);
  return JSON.stringify({ version: 1, crud: '*', relations: 'auto', functions, errors: Object.fromEntries(errors) });
}

describe.each(['js', 'vtl'])('names of every sort, engine %s', (engine) => {
  test('give an API that parses, compiles and says what they are', async () => {
    const root = makeProject({ 'tenant_template/a*b #x.sql': template(), 'resolvers.yaml': spec(), 'pgcog.config.json': JSON.stringify({ engine, knownRoles: names }) });
    try {
      const { status, stderr } = await run(root, ['generate'], server.start);
      expect(status, stderr).toBe(0);
      const files = filesOf(join(root, 'generated'));
      expect(compileTypescript([join(root, 'generated', 'types.ts')])).toEqual([]);
      expect(parse(files.get('schema.graphql') ?? '').definitions.length).toBeGreaterThan(names.length);
      for (const [path, text] of files) {
        if (!path.endsWith('.json')) expect(text.search(/[\u0000-\u0009\u000b-\u001f\u2028-\u202e]/), path).toBe(-1);
      }
      const manifest = readFileSync(join(root, 'generated', 'statements.json'), 'utf8');
      const { errors } = JSON.parse(manifest) as { readonly errors: object };
      expect(Object.keys(errors)).toHaveLength(names.length);
      expect(labelsIn(JSON.parse(manifest))).toEqual(new Set(names.filter((name) => !/^[A-Za-z]\w*$/.test(name) || ['null', 'true'].includes(name))));
    } finally {
      removeProject(root);
    }
  });
});

/** Labels of enums that the manifest maps to other names. */
function labelsIn(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return found;
  if ('kind' in value && value.kind === 'enum' && 'labels' in value) for (const label of Object.keys(value.labels as object)) found.add(label);
  for (const inner of Object.values(value)) labelsIn(inner, found);
  return found;
}

test('names that every object inherits are no names of the template', async () => {
  const root = makeProject({
    'tenant_template/a.sql': `create type "constructor" as enum ('toString', 'b c');
create domain "toString" as text check (value <> 'x');
create type "valueOf" as ("constructor" text, "toString" "constructor");
create table t (id int primary key, "constructor" "constructor" not null, "toString" "toString" not null, "valueOf" "valueOf", "hasOwnProperty" int, constraint "__defineGetter__" unique ("toString"));
create table "constructor_of" (id int primary key, t int references t);
create function "isPrototypeOf"(text) returns text language sql stable begin atomic select $1 || 'x'; end;
create function "propertyIsEnumerable"(t) returns "constructor" language sql stable begin atomic select $1."constructor"; end;
grant select, insert, update, delete on all tables in schema tenant_template to tenant_constructor;
grant execute on all functions in schema tenant_template to tenant_constructor;`,
    'pgcog.config.json': JSON.stringify({ roles: { constructor: {}, valueof: { inherits: ['constructor'] } }, knownRoles: ['__proto__', 'toString', '"; drop role x; --', 'a\nb'] }),
    'resolvers.yaml': `version: 1
crud: '*'
functions: [isPrototypeOf, propertyIsEnumerable]
tables:
  t: { columns: { valueOf: { hidden: true }, constructor: { hidden: true }, toString: { scalar: AWSEmail } } }
inputs:
  valueOf: { from: t, only: [id, toString] }
errors:
  __defineGetter__: { code: PROTO, field: constructor, message: x }
resolvers:
  Query.constructor: { sql: "select \\"isPrototypeOf\\"('orders') as x, t.id, t.\\"toString\\" from t where t.\\"constructor\\" = :c and t.\\"toString\\" = any(:toString) limit 3" }
  Query.toString: { sql: "select * from t where true /*? hasOwnProperty */ and \\"hasOwnProperty\\" = :hasOwnProperty", page: { size: 5 }, orderBy: [toString, id] }
  Mutation.valueOf: { args: { constructor: "[valueOf!]!" }, sql: "insert into t (id, \\"constructor\\", \\"toString\\") select r.id, 'toString', r.\\"toString\\" from rows(:constructor) r returning *" }
  ConstructorOf.valueOf: { sql: "select :parent.t::text as value", returns: text }
`,
  });
  try {
    const { status, stderr } = await run(root, ['generate'], server.start);
    expect(status, stderr).toBe(0);
    const files = filesOf(join(root, 'generated'));
    expect(files.get('schema.graphql')).toContain('type T {\n  id: Int!\n  toString: AWSEmail!\n  hasOwnProperty: Int\n');
    const manifest = JSON.parse(files.get('statements.json') ?? '') as { readonly errors: Readonly<Record<string, unknown>>; readonly statements: object };
    expect(Object.keys(manifest.errors)).toEqual(['__defineGetter__']);
    expect(Object.hasOwn(manifest.statements, 'Query.constructor')).toBe(true);
    expect(files.get('access.md')).toContain('| field | admins | constructor | users | valueof |');
  } finally {
    removeProject(root);
  }
});

test.each([
  ['resolvers.yaml', 'version: 1\ncrud: { t: { filter: { __proto__: [eq] } } }\n', 'PGC042'],
  ['resolvers.yaml', 'version: 1\ntables: { t: { columns: { __proto__: { hidden: true } } } }\n', 'PGC042'],
  ['pgcog.config.json', '{ "roles": { "__proto__": { "inherits": ["admins"] } } }', 'PGC013'],
  ['pgcog.config.json', '{ "__proto__": { "defaultGrants": true } }', 'PGC013'],
  ['pgcog.config.ts', 'export default JSON.parse(\'{ "environments": { "__proto__": { "region": "x" } } }\');', 'PGC013'],
])('a key __proto__ in %s is said, not lost: %s', async (path, text, code) => {
  const root = makeProject({ 'tenant_template/a.sql': 'create table t (id int primary key); grant select on t to tenant_users;', [path]: text });
  try {
    const { status, stderr } = await run(root, ['generate'], server.start);
    expect(stderr).toContain(`error ${code}: `);
    expect(stderr).toContain('__proto__');
    expect(status).toBe(1);
  } finally {
    removeProject(root);
  }
});
