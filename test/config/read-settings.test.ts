import { expect, test } from 'vitest';
import { printed, settingsOf } from './support.js';

const defaults = {
  kind: 'config', engine: 'js', postgres: 17, templateSchema: 'tenant_template', credentials: 'user', scalars: {},
  roles: [{ name: 'admins', inherits: ['users'] }, { name: 'users', inherits: [] }],
  limits: { list: { size: 50, max: 500 } }, defaultGrants: false, knownRoles: [], auth: ['cognito_user_pools'], claims: ['userid', 'tenant', 'role'],
  environments: { local: { region: null, account: null, stack: null, protect: false } },
};

test('an empty project has every default, and CRUD for everything', async () => {
  expect(await settingsOf({})).toEqual({
    config: defaults, sources: [], diagnostics: [],
    spec: { kind: 'spec', crudAll: true, crud: [], relations: 'auto', functions: [], members: false, types: [], inputs: [], errors: [], tables: [], resolvers: [], subscriptions: [] },
  });
});

test.each([
  ['pgcog.config.ts', "import { defineConfig } from 'pg-cognition';\nconst engine: string = 'vtl';\nexport default defineConfig({ engine: engine as 'vtl' });\n"],
  ['pgcog.config.mts', "import { defineConfig, type UserConfig } from 'pg-cognition';\nexport default defineConfig({ engine: 'vtl' } satisfies UserConfig);\n"],
  ['pgcog.config.mjs', "export default { engine: 'vtl' };\n"],
  ['pgcog.config.js', "module.exports = { engine: 'vtl' };\n"],
  ['pgcog.config.json', '\ufeff{ "engine": "vtl" }\r\n'],
])('%s', async (path, text) => {
  const settings = await settingsOf({ [path]: text });
  expect(printed(settings)).toBe('');
  expect(settings.config).toEqual({ ...defaults, engine: 'vtl' });
});

test.each(['export default {};\n', 'const settings = {};\nexport { settings as default };\n'])('a settings file with nothing to say: %s', async (text) => {
  expect((await settingsOf({ 'pgcog.config.ts': text })).diagnostics).toEqual([]);
});

test('settings at another place, and beside a module of the user\'s', async () => {
  const files = { 'conf/prod.ts': "import { roles } from './roles.ts';\nexport default { roles };\n", 'conf/roles.ts': 'export const roles = { b: {}, a: { inherits: ["b"] }, z: { inherits: ["a"] } };\n', 'pgcog.config.ts': 'export default { engine: "vtl" }' };
  const settings = await settingsOf(files, 'conf/prod.ts');
  expect(printed(settings)).toBe('');
  expect(settings.config.engine).toBe('js');
  expect(settings.config.roles).toEqual([
    { name: 'a', inherits: ['b'] }, { name: 'admins', inherits: ['users'] }, { name: 'b', inherits: [] }, { name: 'users', inherits: [] },
    { name: 'z', inherits: ['a', 'b'] },
  ]);
  expect(printed(await settingsOf({}, 'conf/nowhere.ts'))).toBe(
    'error PGC011: there is no settings file conf/nowhere.ts\n' +
      '  = help: make it, or use one of pgcog.config.ts, pgcog.config.mts, pgcog.config.mjs, pgcog.config.js, pgcog.config.json\n',
  );
});

test('one wrong setting leaves the others', async () => {
  const { config } = await settingsOf({ 'pgcog.config.json': '{ "engine": "vlt", "postgres": 18, "limits": { "list": { "max": 20 } }, "auth": ["iam", "api_key"] }' });
  expect(config).toEqual({ ...defaults, postgres: 18, limits: { list: { size: 20, max: 20 } }, auth: ['iam', 'api_key'] });
});

test('roles that cannot be read are not missed in the spec', async () => {
  const settings = await settingsOf({ 'pgcog.config.json': '{ "roles": ["billing"] }', 'resolvers.yaml': 'resolvers: { Query.a: { sql: select 1, allow: billing } }' });
  expect(settings.diagnostics.map(({ code }) => code)).toEqual(['PGC014']);
  expect(settings.spec.resolvers[0]?.allow).toEqual(['billing']);
});

test('the same settings, read again, are the changed ones', async () => {
  for (const engine of ['js', 'vtl', 'js']) {
    const { config } = await settingsOf({ 'pgcog.config.ts': `export default { engine: '${engine}' };` });
    expect(config.engine).toBe(engine);
  }
});

test('names that JavaScript has for itself are names', async () => {
  const settings = await settingsOf({
    'resolvers.yaml': 'crud: { constructor: true, __proto__: [get], hasOwnProperty: {} }\ntables: { toString: { columns: { valueOf: { hidden: true } } } }\nresolvers: { Query.constructor: select 1 }\n',
  });
  expect(printed(settings)).toBe('');
  expect(settings.spec.crud.map(({ table, operations }) => [table, operations])).toEqual([['constructor', null], ['__proto__', ['get']], ['hasOwnProperty', null]]);
  expect(settings.spec.tables.map(({ table, columns }) => [table, columns[0]?.column])).toEqual([['toString', 'valueOf']]);
  expect(settings.spec.resolvers.map(({ field }) => field)).toEqual(['constructor']);
});

test('names of any characters are looked for as they are', async () => {
  const knownRoles = ['user-with-dash', 'user.with.dot', 'a+b', '(c)', '[d]', '$e', '\\f', '/g', 'evil"role', 'h^|?*{1}'];
  const settings = await settingsOf({ 'pgcog.config.ts': `export default { knownRoles: ${JSON.stringify(knownRoles)} };\n` });
  expect(printed(settings)).toBe('');
  expect(settings.config.knownRoles).toEqual([...knownRoles].sort());
});
