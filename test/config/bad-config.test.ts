import { expect, test } from 'vitest';
import { printed, settingsOf } from './support.js';

test("a settings file that does not parse", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default {\n  engine: 'js',\n  roles: { ),\n};\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:3:12 error PGC010: settings cannot be loaded: Unexpected token
        roles: { ),
                 ^
      = help: the file must run on its own and export its settings as default
    "
  `);
});

test("a settings file that throws", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "const a: any = null;\nexport default { engine: a.b };\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:2:1 error PGC010: settings cannot be loaded: Cannot read properties of null (reading 'b')
      export default { engine: a.b };
      ^
      = help: the file must run on its own and export its settings as default
    "
  `);
});

test("a settings file that imports what is not there", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.mjs': "import x from './nowhere.js';\nexport default x;\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.mjs:1:16 error PGC010: settings cannot be loaded: Cannot find module './nowhere.js'
      import x from './nowhere.js';
                     ^^^^^^^^^^^^
      = help: the file must run on its own and export its settings as default
    "
  `);
});

test("a settings file without settings", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default 'js';\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:1:1 error PGC014: the whole file must be a map, found "js"
      export default 'js';
      ^
      = help: for example { ... }
    "
  `);
});

test.each(["const config = { engine: 'js' };\n", "export const engine = 'js';\n"])('a settings file without a default export: %s', async (text) => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': text }))).toBe([
    'pgcog.config.ts:1:1 error PGC010: the settings file exports no settings', `  ${text.trimEnd()}`, '  ^', '  = help: write export default defineConfig({ ... })', '',
  ].join('\n'));
});

test.each(['export default {};\n', 'const settings = {};\nexport { settings as default };\n'])('a settings file with nothing to say: %s', async (text) => {
  expect((await settingsOf({ 'pgcog.config.ts': text })).diagnostics).toEqual([]);
});

test("a settings file in JSON that is none", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.json': "{ \"engine\": \"js\", }}\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.json:1:20 error PGC010: not JSON: unexpected flow-map-end token in YAML stream: "}"
      { "engine": "js", }}
                         ^
      = help: check commas, quotes and brackets
    "
  `);
});

test("a setting said twice in JSON", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.json': "{\n  \"engine\": \"js\",\n  \"engine\": \"vtl\"\n}\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.json:3:3 error PGC022: "engine" is said twice
        "engine": "vtl"
        ^^^^^^^^
      = help: remove one of the two
      pgcog.config.json:2:3 note: first said here
          "engine": "js",
          ^^^^^^^^
    "
  `);
});

test("two settings files", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default {};\n", 'pgcog.config.json': "{}\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.json:1:1 error PGC012: settings are in pgcog.config.ts and in pgcog.config.json
      = help: keep one of them
    "
  `);
});

test("unknown settings, near and far, at every depth", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "// roles: {}, engin: no\nexport default {\n  engin: 'js',\n  roles: { billing: { inherit: ['users'] } },\n  environments: { production: { zone: 'a' } },\n};\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:3:3 error PGC013: unknown key "engin"
        engin: 'js',
        ^^^^^
      = help: did you mean "engine"?

    pgcog.config.ts:4:23 error PGC013: unknown key "inherit"
        roles: { billing: { inherit: ['users'] } },
                            ^^^^^^^
      = help: did you mean "inherits"?

    pgcog.config.ts:5:33 error PGC013: unknown key "zone"
        environments: { production: { zone: 'a' } },
                                      ^^^^
      = help: known here: region, account, stack, protect
    "
  `);
});

test("settings of the wrong kind", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default {\n  engine: 'vlt',\n  postgres: 16,\n  roles: ['billing'],\n  defaultGrants: 'yes',\n  knownRoles: 'rds_iam',\n  limits: { list: { size: 0, max: 1.5 } },\n  scalars: { int8: 'Long' },\n  auth: [],\n  environments: { production: { account: 123456789012 }, test: { account: '12' } },\n};\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:2:11 error PGC015: "engine" must be "js" or "vtl", found "vlt"
        engine: 'vlt',
                ^^^^^
      = help: did you mean "vtl"?

    pgcog.config.ts:3:13 error PGC015: "postgres" must be 17 or 18, found 16
        postgres: 16,
                  ^^
      = help: for example postgres: 17

    pgcog.config.ts:4:3 error PGC014: "roles" must be a map, found a list
        roles: ['billing'],
        ^^^^^
      = help: for example roles: { ... }

    pgcog.config.ts:5:18 error PGC014: "defaultGrants" must be true or false, found "yes"
        defaultGrants: 'yes',
                       ^^^^^
      = help: for example defaultGrants: true

    pgcog.config.ts:6:15 error PGC014: "knownRoles" must be a list, found "rds_iam"
        knownRoles: 'rds_iam',
                    ^^^^^^^^^
      = help: for example knownRoles: [one, two]

    pgcog.config.ts:7:27 error PGC015: "size" must be at least 1, found 0
        limits: { list: { size: 0, max: 1.5 } },
                                ^
      = help: for example size: 1

    pgcog.config.ts:7:35 error PGC014: "max" must be a whole number, found 1.5
        limits: { list: { size: 0, max: 1.5 } },
                                        ^^^
      = help: for example max: 10

    pgcog.config.ts:8:20 error PGC015: "int8" must be "ID", "String", "Int", "Float", "Boolean", "AWSDate", "AWSTime", "AWSDateTime", "AWSTimestamp", "AWSEmail", "AWSJSON", "AWSPhone", "AWSURL" or "AWSIPAddress", found "Long"
        scalars: { int8: 'Long' },
                         ^^^^^^
      = help: for example int8: "ID"

    pgcog.config.ts:9:9 error PGC015: "auth" must not be empty
        auth: [],
              ^^
      = help: for example auth: [one]

    pgcog.config.ts:10:42 error PGC014: "account" must be text, found 123456789012
        environments: { production: { account: 123456789012 }, test: { account: '12' } },
                                               ^^^^^^^^^^^^
      = help: put it in quotes

    pgcog.config.ts:10:75 error PGC015: "account" must be an account number of 12 digits, found "12"
        environments: { production: { account: 123456789012 }, test: { account: '12' } },
                                                                                ^^^^
      = help: for example account: 123456789012
    "
  `);
});

test("role names", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default { roles: { Billing: {}, owner: {}, template_x: {}, 'a; drop': {} } };\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:1:27 error PGC016: "Billing" cannot be the name of a role
      export default { roles: { Billing: {}, owner: {}, template_x: {}, 'a; drop': {} } };
                                ^^^^^^^
      = help: use a lower-case letter, then up to 30 of a-z, 0-9 and _

    pgcog.config.ts:1:40 error PGC016: a role cannot be called "owner"
      export default { roles: { Billing: {}, owner: {}, template_x: {}, 'a; drop': {} } };
                                             ^^^^^
      = help: the name is taken; choose another

    pgcog.config.ts:1:51 error PGC016: a role cannot be called "template_x"
      export default { roles: { Billing: {}, owner: {}, template_x: {}, 'a; drop': {} } };
                                                        ^^^^^^^^^^
      = help: the name is taken; choose another

    pgcog.config.ts:1:67 error PGC016: "a; drop" cannot be the name of a role
      export default { roles: { Billing: {}, owner: {}, template_x: {}, 'a; drop': {} } };
                                                                        ^^^^^^^^^
      = help: use a lower-case letter, then up to 30 of a-z, 0-9 and _
    "
  `);
});

test("roles that inherit nobody, themselves or each other", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default {\n  roles: {\n    a: { inherits: ['b'] },\n    b: { inherits: ['c', 'usrs'] },\n    c: { inherits: ['a'] },\n    d: { inherits: ['d'] },\n    e: { inherits: ['a'] },\n  },\n};\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:3:10 error PGC018: roles inherit each other: a -> b -> c -> a
          a: { inherits: ['b'] },
               ^^^^^^^^
      = help: remove one of these inherits

    pgcog.config.ts:4:26 error PGC017: there is no role "usrs" to inherit
          b: { inherits: ['c', 'usrs'] },
                               ^^^^^^
      = help: did you mean "users"?

    pgcog.config.ts:6:10 error PGC018: roles inherit each other: d -> d
          d: { inherits: ['d'] },
               ^^^^^^^^
      = help: remove one of these inherits
    "
  `);
});

test("sizes above their maximum", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default { limits: { list: { size: 100, max: 20 } } };\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:1:42 error PGC019: "size" is 100, above "max" 20
      export default { limits: { list: { size: 100, max: 20 } } };
                                               ^^^
      = help: lower size to 20, or raise max
    "
  `);
});

test("template schemas", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default { templateSchema: 'public' };\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:1:34 error PGC020: the template's schema cannot be "public"
      export default { templateSchema: 'public' };
                                       ^^^^^^^^
      = help: this schema has another use; choose another name
    "
  `);
});

test("template schema names", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default { templateSchema: 'Tenant\"; drop' };\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:1:34 error PGC020: "Tenant"; drop" cannot be the name of the template's schema
      export default { templateSchema: 'Tenant"; drop' };
                                       ^^^^^^^^^^^^^^^
      = help: use a lower-case letter, then up to 55 of a-z, 0-9 and _
    "
  `);
});

test("authorization modes", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default { auth: ['iam', 'api_key', 'iam'] };\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:1:25 error PGC021: "iam" is named twice
      export default { auth: ['iam', 'api_key', 'iam'] };
                              ^^^^^
      = help: remove one of the two
    "
  `);
});

test("claims whose names cannot stand in generated code", async () => {
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default { claims: ['userid', 'a\\'b', '$x'] };\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:1:26 error PGC015: each of "claims" must be a claim's name, found "a'b"
      export default { claims: ['userid', 'a\\'b', '$x'] };
                               ^^^^^^^^^^^^^^^^^^^^^^^^
      = help: for example custom:tenant

    pgcog.config.ts:1:45 error PGC015: each of "claims" must be a claim's name, found "$x"
      export default { claims: ['userid', 'a\\'b', '$x'] };
                                                  ^^^^
      = help: for example custom:tenant
    "
  `);
  expect(printed(await settingsOf({ 'pgcog.config.ts': "export default { claims: [] };\n" }))).toMatchInlineSnapshot(`
    "pgcog.config.ts:1:26 error PGC015: "claims" must not be empty
      export default { claims: [] };
                               ^^
      = help: for example claims: [one]
    "
  `);
});
