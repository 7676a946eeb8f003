import { expect, test } from 'vitest';
import { printed, settingsOf } from './support.js';

test("text that is not YAML", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  Query.a:\n    sql: select a: b from t\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:3:10 error PGC040: not YAML: nested mappings are not allowed in compact mappings
          sql: select a: b from t
               ^
      = help: put the text in quotes, or below its key as a block: \`sql: |\`
    "
  `);
});

test("an asterisk without quotes", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "crud: *\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:1:7 error PGC040: not YAML: alias cannot be an empty string
      crud: *
            ^
      = help: write '*' in quotes
    "
  `);
});

test("tabs", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "crud:\n\torders: [get]\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:2:1 error PGC040: not YAML: tabs are not allowed as indentation
      	orders: [get]
      ^
      = help: indent with blanks
    "
  `);
});

test("an open bracket, a tag, a second document", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "crud: { orders: [get }\n", 'resolvers/a.yaml': "crud: !ruby/object {}\n", 'resolvers/b.yaml': "crud: '*'\n---\ncrud: '*'\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:1:17 error PGC040: not YAML: this [ is never closed
      crud: { orders: [get }
                      ^
      = help: write ] where its list or map ends

    resolvers/a.yaml:1:7 error PGC040: not YAML: unresolved tag: !ruby/object
      crud: !ruby/object {}
            ^^^^^^^^^^^^
      = help: check indentation, quotes and brackets

    resolvers/b.yaml:2:1 error PGC040: the file has more than one document
      ---
      ^^^
      = help: put what follows --- into a file of its own under resolvers/
    "
  `);
});

test("keys said twice", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  Query.a: select 1\n  Query.b: select 1\n  Query.a: select 2\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:4:3 error PGC041: "Query.a" is said twice
        Query.a: select 2
        ^^^^^^^
      = help: remove one of the two
      resolvers.yaml:2:3 note: first said here
          Query.a: select 1
          ^^^^^^^
    "
  `);
});

test("a file that is no map", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "- crud\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:1:1 error PGC043: the whole file must be a map, found a list
      - crud
      ^
      = help: for example { ... }
    "
  `);
});

test("unknown keys at every depth", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolver: {}\ncrud:\n  orders: { operation: [get], page: { sise: 5 } }\nfunctions: [{ nam: f }]\ninputs: { A: { from: t, onyl: [a] } }\nerrors: { a_key: { code: A, message: a, fields: x } }\ntables: { orders: { columns: { total: { scaler: Float } } } }\nresolvers:\n  Query.a: { sqll: select 1 }\n  Query.b: { sql: select 1, args: { x: { typ: int } }, tenant: { arg: t } }\n  Query.c: { transaction: [{ sql: select 1, rowz: 1 }] }\n  Subscription.d: { onn: a }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:1:1 error PGC042: unknown key "resolver"
      resolver: {}
      ^^^^^^^^
      = help: did you mean "resolvers"?

    resolvers.yaml:3:13 error PGC042: unknown key "operation"
        orders: { operation: [get], page: { sise: 5 } }
                  ^^^^^^^^^
      = help: did you mean "operations"?

    resolvers.yaml:3:39 error PGC042: unknown key "sise"
        orders: { operation: [get], page: { sise: 5 } }
                                            ^^^^
      = help: did you mean "size"?

    resolvers.yaml:4:13 error PGC043: "name" is missing
      functions: [{ nam: f }]
                  ^
      = help: add name: text

    resolvers.yaml:4:15 error PGC042: unknown key "nam"
      functions: [{ nam: f }]
                    ^^^
      = help: did you mean "name"?

    resolvers.yaml:5:25 error PGC042: unknown key "onyl"
      inputs: { A: { from: t, onyl: [a] } }
                              ^^^^
      = help: did you mean "only"?

    resolvers.yaml:6:41 error PGC042: unknown key "fields"
      errors: { a_key: { code: A, message: a, fields: x } }
                                              ^^^^^^
      = help: did you mean "field"?

    resolvers.yaml:7:41 error PGC042: unknown key "scaler"
      tables: { orders: { columns: { total: { scaler: Float } } } }
                                              ^^^^^^
      = help: did you mean "scalar"?

    resolvers.yaml:9:14 error PGC042: unknown key "sqll"
        Query.a: { sqll: select 1 }
                   ^^^^
      = help: did you mean "sql"?

    resolvers.yaml:10:42 error PGC042: unknown key "typ"
        Query.b: { sql: select 1, args: { x: { typ: int } }, tenant: { arg: t } }
                                               ^^^
      = help: did you mean "type"?

    resolvers.yaml:10:56 error PGC043: "argument" is missing
        Query.b: { sql: select 1, args: { x: { typ: int } }, tenant: { arg: t } }
                                                             ^^^^^^
      = help: add argument: text

    resolvers.yaml:10:66 error PGC042: unknown key "arg"
        Query.b: { sql: select 1, args: { x: { typ: int } }, tenant: { arg: t } }
                                                                       ^^^
      = help: known here: argument

    resolvers.yaml:11:45 error PGC042: unknown key "rowz"
        Query.c: { transaction: [{ sql: select 1, rowz: 1 }] }
                                                  ^^^^
      = help: did you mean "rows"?

    resolvers.yaml:12:3 error PGC043: "on" is missing
        Subscription.d: { onn: a }
        ^^^^^^^^^^^^^^
      = help: add on: text

    resolvers.yaml:12:21 error PGC042: unknown key "onn"
        Subscription.d: { onn: a }
                          ^^^
      = help: did you mean "on"?
    "
  `);
});

test("wrong kinds of values", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "version: 2\nrelations: some\nmembers: 1\ncrud: { orders: 7, items: [gett], lines: { filter: { a: equals }, page: 50 } }\nfunctions: f\ntypes: { A: { a: 1, b: [x] } }\nerrors: { a_key: { code: taken } }\nresolvers:\n  Query.a: [select 1]\n  Query.b: { sql: 1, rows: 2, page: true, callers: later, engine: jss, lambda: false }\n  Query.c: { transaction: [] }\n  Query.d: { transaction: [7, { a: select 1, b: select 2 }] }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:1:10 error PGC044: "version" must be 1, found 2
      version: 2
               ^
      = help: for example version: 1

    resolvers.yaml:2:12 error PGC043: "relations" must be "auto", "none" or a list, found "some"
      relations: some
                 ^^^^
      = help: for example relations: "auto"

    resolvers.yaml:3:10 error PGC043: "members" must be true or false, found 1
      members: 1
               ^
      = help: for example members: true

    resolvers.yaml:4:17 error PGC043: "orders" must be "*", true or false, nothing, a list or a map, found 7
      crud: { orders: 7, items: [gett], lines: { filter: { a: equals }, page: 50 } }
                      ^
      = help: for example orders: "*"

    resolvers.yaml:4:28 error PGC044: each of "items" must be "get", "list", "create", "createMany", "update", "upsert" or "delete", found "gett"
      crud: { orders: 7, items: [gett], lines: { filter: { a: equals }, page: 50 } }
                                 ^^^^
      = help: did you mean "get"?

    resolvers.yaml:4:57 error PGC043: "a" must be "eq", "ne", "in", "lt", "le", "gt", "ge", "like", "ilike", "isNull", "contains" or a list, found "equals"
      crud: { orders: 7, items: [gett], lines: { filter: { a: equals }, page: 50 } }
                                                              ^^^^^^
      = help: for example a: "eq"

    resolvers.yaml:4:73 error PGC043: "page" must be a map, found 50
      crud: { orders: 7, items: [gett], lines: { filter: { a: equals }, page: 50 } }
                                                                              ^^
      = help: for example page: { ... }

    resolvers.yaml:5:12 error PGC043: "functions" must be a list, found "f"
      functions: f
                 ^
      = help: for example functions: [one, two]

    resolvers.yaml:6:18 error PGC043: "a" must be text, found 1
      types: { A: { a: 1, b: [x] } }
                       ^
      = help: put it in quotes

    resolvers.yaml:6:21 error PGC043: "b" must be text, found a list
      types: { A: { a: 1, b: [x] } }
                          ^
      = help: for example b: text

    resolvers.yaml:7:11 error PGC043: "message" is missing
      errors: { a_key: { code: taken } }
                ^^^^^
      = help: add message: text

    resolvers.yaml:7:26 error PGC044: "code" must be in capitals, digits and _, found "taken"
      errors: { a_key: { code: taken } }
                               ^^^^^
      = help: for example code: EMAIL_TAKEN

    resolvers.yaml:9:3 error PGC043: "Query.a" must be text or a map, found a list
        Query.a: [select 1]
        ^^^^^^^
      = help: for example Query.a: text

    resolvers.yaml:10:19 error PGC043: "sql" must be text, found 1
        Query.b: { sql: 1, rows: 2, page: true, callers: later, engine: jss, lambda: false }
                        ^
      = help: put it in quotes

    resolvers.yaml:10:28 error PGC044: "rows" must be "one", "many" or 1, found 2
        Query.b: { sql: 1, rows: 2, page: true, callers: later, engine: jss, lambda: false }
                                 ^
      = help: for example rows: "one"

    resolvers.yaml:10:37 error PGC043: "page" must be false or a map, found true
        Query.b: { sql: 1, rows: 2, page: true, callers: later, engine: jss, lambda: false }
                                          ^^^^
      = help: for example page: false

    resolvers.yaml:10:52 error PGC044: "callers" must be "granted-later", found "later"
        Query.b: { sql: 1, rows: 2, page: true, callers: later, engine: jss, lambda: false }
                                                         ^^^^^
      = help: for example callers: "granted-later"

    resolvers.yaml:10:67 error PGC044: "engine" must be "js" or "vtl", found "jss"
        Query.b: { sql: 1, rows: 2, page: true, callers: later, engine: jss, lambda: false }
                                                                        ^^^
      = help: did you mean "js"?

    resolvers.yaml:10:80 error PGC043: "lambda" must be true or a map, found false
        Query.b: { sql: 1, rows: 2, page: true, callers: later, engine: jss, lambda: false }
                                                                                     ^^^^^
      = help: for example lambda: true

    resolvers.yaml:11:27 error PGC044: "transaction" must not be empty
        Query.c: { transaction: [] }
                                ^^
      = help: for example transaction: [one]

    resolvers.yaml:12:28 error PGC043: each of "transaction" must be text or a map, found 7
        Query.d: { transaction: [7, { a: select 1, b: select 2 }] }
                                 ^
      = help: for example text
    "
  `);
});

test("names of resolvers", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  listOrders: select 1\n  Query.list-orders: select 1\n  Query.__type: select 1\n  a.b.c: select 1\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:2:3 error PGC045: "listOrders" is not a field
        listOrders: select 1
        ^^^^^^^^^^
      = help: write the type, a dot and the field: Query.listOrders

    resolvers.yaml:3:3 error PGC051: "list-orders" cannot be the name of a field
        Query.list-orders: select 1
        ^^^^^^^^^^^^^^^^^
      = help: use letters of a-z, digits and _, no digit first

    resolvers.yaml:4:3 error PGC051: "__type" cannot be the name of a field
        Query.__type: select 1
        ^^^^^^^^^^^^
      = help: names with __ are GraphQL's own

    resolvers.yaml:5:3 error PGC045: "a.b.c" is not a field
        a.b.c: select 1
        ^^^^^
      = help: write the type, a dot and the field: Query.listOrders
    "
  `);
});

test("nothing to run, and too much", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  Query.a: { rows: one }\n  Query.b: { sql: select 1, lambda: true }\n  Query.c: { sql: '  ' }\n  Query.d:\n    transaction: [\"\"]\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:2:3 error PGC046: Query.a has nothing to run
        Query.a: { rows: one }
        ^^^^^^^
      = help: add sql, transaction or lambda: true

    resolvers.yaml:3:29 error PGC047: Query.b has more than one thing to run
        Query.b: { sql: select 1, lambda: true }
                                  ^^^^^^
      = help: keep one of sql, transaction and lambda

    resolvers.yaml:4:14 error PGC055: there is no SQL here
        Query.c: { sql: '  ' }
                   ^^^
      = help: write a statement

    resolvers.yaml:6:19 error PGC055: there is no SQL here
          transaction: [""]
                        ^^
      = help: write a statement
    "
  `);
});

test("a resolver defined in two files", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  Query.a: select 1\n", 'resolvers/Query.a.sql': "select 2\n", 'resolvers/more.yaml': "resolvers: { Query.b: select 1 }\n", 'resolvers/sub/Query.b.sql': "select 3" }))).toMatchInlineSnapshot(`
    "resolvers/Query.a.sql:1:1 error PGC048: the resolver Query.a is defined twice
      select 2
      ^
      = help: remove one of the two
      resolvers.yaml:2:3 note: first defined here
          Query.a: select 1
          ^^^^^^^

    resolvers/sub/Query.b.sql:1:1 error PGC048: the resolver Query.b is defined twice
      select 3
      ^
      = help: remove one of the two
      resolvers/more.yaml:1:14 note: first defined here
        resolvers: { Query.b: select 1 }
                     ^^^^^^^
    "
  `);
});

test('a foreign key for both directions and for a field, or twice for fields of one type', async () => {
  const key = (field: string): string => `  - { foreignKey: o.c, field: ${field} }\n`;
  for (const [list, hint] of [[`  - o.c\n${key('C.os')}`, /both directions.*give each direction an entry/s], [`${key('C.os')}  - o.c\n`, /both directions.*give each direction an entry/s], [key('C.os') + key('C.all'), /remove one of the two/]] as const) {
    const said = printed(await settingsOf({ 'resolvers.yaml': `relations:\n${list}` }));
    expect(said.match(/PGC\d+/g)).toEqual(['PGC059']);
    expect(said).toMatch(hint);
  }
});

test("crud, types, functions and relations said twice", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "crud: { orders: true }\ntypes: { A: { a: int } }\ninputs: { A: { a: int } }\nfunctions: [f, f]\nrelations: auto\n", 'resolvers/b.yaml': "crud: { orders: [get] }\nrelations: none\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:3:11 error PGC059: the type A is defined twice
      inputs: { A: { a: int } }
                ^
      = help: remove one of the two
      resolvers.yaml:2:10 note: first defined here
        types: { A: { a: int } }
                 ^

    resolvers.yaml:4:16 error PGC059: the function f is defined twice
      functions: [f, f]
                     ^
      = help: remove one of the two
      resolvers.yaml:4:13 note: first defined here
        functions: [f, f]
                    ^

    resolvers/b.yaml:1:9 error PGC059: crud of orders is defined twice
      crud: { orders: [get] }
              ^^^^^^
      = help: remove one of the two
      resolvers.yaml:1:9 note: first defined here
        crud: { orders: true }
                ^^^^^^

    resolvers/b.yaml:2:1 error PGC059: relations is defined twice
      relations: none
      ^^^^^^^^^
      = help: remove one of the two
      resolvers.yaml:5:1 note: first defined here
        relations: auto
        ^^^^^^^^^
    "
  `);
});

test("subscriptions", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  Subscription.a: { on: [updateOrder], payload: [], filter: 1 }\n  Subscription.b: { on: x, auth: api_key }\n  Subscription.c: { on: x, sql: select 1, allow: nobody }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:2:61 error PGC043: "filter" must be text or a list, found 1
        Subscription.a: { on: [updateOrder], payload: [], filter: 1 }
                                                                  ^
      = help: for example filter: text

    resolvers.yaml:3:28 error PGC053: whoever comes by api_key has no tenant, so no subscription
        Subscription.b: { on: x, auth: api_key }
                                 ^^^^
      = help: give it auth: cognito_user_pools, oidc or lambda

    resolvers.yaml:3:34 error PGC053: the API has no authorization mode "api_key"
        Subscription.b: { on: x, auth: api_key }
                                       ^^^^^^^
      = help: add it to auth in pgcog.config.ts, or use cognito_user_pools

    resolvers.yaml:4:28 error PGC042: unknown key "sql"
        Subscription.c: { on: x, sql: select 1, allow: nobody }
                                 ^^^
      = help: known here: on, payload, filter, allow, auth, description
    "
  `);
});

test("types that are none", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "types: { A: { a: 'int; drop', b: '[[int]]', c: '[int', d: '!' } }\nresolvers:\n  Query.a: { sql: select 1, args: { x: int!! }, returns: 'a b(' }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:1:18 error PGC050: "int; drop" is not a type
      types: { A: { a: 'int; drop', b: '[[int]]', c: '[int', d: '!' } }
                       ^^^^^^^^^^^
      = help: write it like uuid!, text, numeric(10,2) or "[LineInput!]!"

    resolvers.yaml:1:34 error PGC050: a list of lists is not a type of the API
      types: { A: { a: 'int; drop', b: '[[int]]', c: '[int', d: '!' } }
                                       ^^^^^^^^^
      = help: use json, or a type of its own for the inner list

    resolvers.yaml:1:48 error PGC050: "[int" is not a type
      types: { A: { a: 'int; drop', b: '[[int]]', c: '[int', d: '!' } }
                                                     ^^^^^^
      = help: write it like uuid!, text, numeric(10,2) or "[LineInput!]!"

    resolvers.yaml:1:59 error PGC050: "!" is not a type
      types: { A: { a: 'int; drop', b: '[[int]]', c: '[int', d: '!' } }
                                                                ^^^
      = help: write it like uuid!, text, numeric(10,2) or "[LineInput!]!"

    resolvers.yaml:3:40 error PGC050: "int!!" is not a type
        Query.a: { sql: select 1, args: { x: int!! }, returns: 'a b(' }
                                             ^^^^^
      = help: write it like uuid!, text, numeric(10,2) or "[LineInput!]!"

    resolvers.yaml:3:58 error PGC050: "a b(" is not a type
        Query.a: { sql: select 1, args: { x: int!! }, returns: 'a b(' }
                                                               ^^^^^^
      = help: write it like uuid!, text, numeric(10,2) or "[LineInput!]!"
    "
  `);
});

test("names that GraphQL cannot say", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "types: { 2Fast: { a: int }, AWSThing: { a: int }, Int: { a: int }, Empty: {}, Fine: { b-c: int } }\nresolvers:\n  Query.a: { sql: select 1, args: { b-c: int }, type: my-type }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:1:10 error PGC051: "2Fast" cannot be the name of a type
      types: { 2Fast: { a: int }, AWSThing: { a: int }, Int: { a: int }, Empty: {}, Fine: { b-c: int } }
               ^^^^^
      = help: use letters of a-z, digits and _, no digit first

    resolvers.yaml:1:29 error PGC051: a type cannot be called "AWSThing"
      types: { 2Fast: { a: int }, AWSThing: { a: int }, Int: { a: int }, Empty: {}, Fine: { b-c: int } }
                                  ^^^^^^^^
      = help: GraphQL or AppSync has this name for itself; choose another

    resolvers.yaml:1:51 error PGC051: a type cannot be called "Int"
      types: { 2Fast: { a: int }, AWSThing: { a: int }, Int: { a: int }, Empty: {}, Fine: { b-c: int } }
                                                        ^^^
      = help: GraphQL or AppSync has this name for itself; choose another

    resolvers.yaml:1:68 error PGC044: "Empty" has no fields
      types: { 2Fast: { a: int }, AWSThing: { a: int }, Int: { a: int }, Empty: {}, Fine: { b-c: int } }
                                                                         ^^^^^
      = help: name at least one, or remove the type

    resolvers.yaml:1:87 error PGC051: "b-c" cannot be the name of a field
      types: { 2Fast: { a: int }, AWSThing: { a: int }, Int: { a: int }, Empty: {}, Fine: { b-c: int } }
                                                                                            ^^^
      = help: use letters of a-z, digits and _, no digit first

    resolvers.yaml:3:37 error PGC051: "b-c" cannot be the name of an argument
        Query.a: { sql: select 1, args: { b-c: int }, type: my-type }
                                          ^^^
      = help: use letters of a-z, digits and _, no digit first

    resolvers.yaml:3:55 error PGC051: "my-type" cannot be the name of a type
        Query.a: { sql: select 1, args: { b-c: int }, type: my-type }
                                                            ^^^^^^^
      = help: use letters of a-z, digits and _, no digit first
    "
  `);
});

test("unknown roles and authorization modes", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  Query.a: { sql: select 1, allow: [user, boss], auth: [iam] }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:2:37 error PGC052: there is no role "user"
        Query.a: { sql: select 1, allow: [user, boss], auth: [iam] }
                                          ^^^^
      = help: did you mean "users"?

    resolvers.yaml:2:43 error PGC052: there is no role "boss"
        Query.a: { sql: select 1, allow: [user, boss], auth: [iam] }
                                                ^^^^
      = help: add it to roles in pgcog.config.ts, or use one of application_admins, admins, users

    resolvers.yaml:2:57 error PGC053: the API has no authorization mode "iam"
        Query.a: { sql: select 1, allow: [user, boss], auth: [iam] }
                                                              ^^^
      = help: add it to auth in pgcog.config.ts, or use cognito_user_pools
    "
  `);
});

test("steps", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  Mutation.a:\n    transaction:\n      - a: select 1\n      - a: select 2\n      - parent: select 3\n      - { sql: select 4, name: x-y }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:5:9 error PGC054: two steps are called "a"
            - a: select 2
              ^
      = help: give one of them another name

    resolvers.yaml:6:9 error PGC054: "parent" cannot be the name of a step
            - parent: select 3
              ^^^^^^
      = help: use a letter, then letters, digits and _; not parent

    resolvers.yaml:7:32 error PGC054: "x-y" cannot be the name of a step
            - { sql: select 4, name: x-y }
                                     ^^^
      = help: use a letter, then letters, digits and _; not parent
    "
  `);
});

test("settings of a Lambda function", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  Query.a: { lambda: { memory: 64, timeout: 31, group: 'a b' } }\n  Query.b: { lambda: { cpu: 2 } }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:2:32 error PGC044: "memory" must be at least 128, found 64
        Query.a: { lambda: { memory: 64, timeout: 31, group: 'a b' } }
                                     ^^
      = help: for example memory: 128

    resolvers.yaml:2:45 error PGC044: "timeout" must be at most 30, found 31
        Query.a: { lambda: { memory: 64, timeout: 31, group: 'a b' } }
                                                  ^^
      = help: for example timeout: 30

    resolvers.yaml:2:56 error PGC044: "group" must be a name of letters and digits, found "a b"
        Query.a: { lambda: { memory: 64, timeout: 31, group: 'a b' } }
                                                             ^^^^^
      = help: for example group: reports

    resolvers.yaml:3:24 error PGC042: unknown key "cpu"
        Query.b: { lambda: { cpu: 2 } }
                             ^^^
      = help: known here: group, memory, timeout
    "
  `);
});

test("options without effect", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  Query.a: { sql: select 1, check: select 1 }\n  Query.b: { lambda: true, page: false, orderBy: [id] }\n  Query.c: { transaction: [select 1], rows: 1 }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:2:29 error PGC058: "check" has no effect for a single statement
        Query.a: { sql: select 1, check: select 1 }
                                  ^^^^^
      = help: remove it

    resolvers.yaml:3:28 error PGC058: "page" has no effect for a Lambda
        Query.b: { lambda: true, page: false, orderBy: [id] }
                                 ^^^^
      = help: remove it

    resolvers.yaml:3:41 error PGC058: "orderBy" has no effect for a Lambda
        Query.b: { lambda: true, page: false, orderBy: [id] }
                                              ^^^^^^^
      = help: remove it

    resolvers.yaml:4:39 error PGC058: "rows" has no effect for a transaction
        Query.c: { transaction: [select 1], rows: 1 }
                                            ^^^^
      = help: say it at the last step: { sql: ..., rows: 1 }
    "
  `);
});

test("limits above their maximum", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "resolvers:\n  Query.a:\n    sql: select 1\n    page: { size: 60, max: 50 }\n    args: { limit: { default: 9, max: 5 } }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:4:19 error PGC062: "size" is 60, above "max" 50
          page: { size: 60, max: 50 }
                        ^^
      = help: lower size to 50, or raise max

    resolvers.yaml:5:31 error PGC062: "default" is 9, above "max" 5
          args: { limit: { default: 9, max: 5 } }
                                    ^
      = help: lower default to 5, or raise max
    "
  `);
});

test("header not closed", async () => {
  expect(printed(await settingsOf({ 'resolvers/Query.a.sql': "/*---\nallow: users\nselect 1\n" }))).toMatchInlineSnapshot(`
    "resolvers/Query.a.sql:1:1 error PGC056: the header is not closed
      /*---
      ^^^^^
      = help: close it with ---*/
    "
  `);
});

test("mistakes in a header have their place in the file", async () => {
  expect(printed(await settingsOf({ 'resolvers/Query.a.sql': "/*---\n  allow: users\n  agrs: { x: int }\n---*/\nselect 'é😀'\n", 'resolvers/Query.b.sql': "-- no header\n", 'resolvers/Query.c.sql': "/*---\nsql: select 1\n---*/\nselect 2\n", 'resolvers/Query.d.sql': "/*--- a: [ ---*/ select 1", 'resolvers/Query.e.sql': "/*--- lambda: true ---*/ select 1", 'resolvers/Query.f.sql': "/*--- ---*/\n" }))).toMatchInlineSnapshot(`
    "resolvers/Query.a.sql:3:3 error PGC042: unknown key "agrs"
        agrs: { x: int }
        ^^^^
      = help: did you mean "args"?

    resolvers/Query.c.sql:2:1 error PGC047: Query.c has more than one thing to run
      sql: select 1
      ^^^
      = help: keep one of sql, transaction and lambda

    resolvers/Query.d.sql:1:10 error PGC040: not YAML: this [ is never closed
      /*--- a: [ ---*/ select 1
               ^
      = help: write ] where its list or map ends

    resolvers/Query.e.sql:1:7 error PGC047: Query.e has more than one thing to run
      /*--- lambda: true ---*/ select 1
            ^^^^^^
      = help: SQL that runs before a Lambda goes under check

    resolvers/Query.f.sql:1:1 error PGC046: Query.f has nothing to run
      /*--- ---*/
      ^
      = help: write its SQL
    "
  `);
});

test("names of resolver files", async () => {
  expect(printed(await settingsOf({ 'resolvers/listOrders.sql': "select 1\n", 'resolvers/Query.a.b.sql': "select 1\n", 'resolvers/Query.a-b.sql': "select 1\n", 'resolvers/Subscription.a.sql': "select 1" }))).toMatchInlineSnapshot(`
    "resolvers/Query.a-b.sql:1:1 error PGC051: "a-b" cannot be the name of a field
      select 1
      ^
      = help: use letters of a-z, digits and _, no digit first

    resolvers/Query.a.b.sql:1:1 error PGC057: resolvers/Query.a.b.sql does not say which field it is
      select 1
      ^
      = help: call it like Query.listOrders.sql

    resolvers/Subscription.a.sql:1:1 error PGC049: Subscription.a is a file, and a subscription has no SQL
      select 1
      ^
      = help: write it in resolvers.yaml: Subscription.a: { on: [updateOrder] }

    resolvers/listOrders.sql:1:1 error PGC057: resolvers/listOrders.sql does not say which field it is
      select 1
      ^
      = help: call it like Query.listOrders.sql
    "
  `);
});

test("two specs", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "crud: '*'\n", 'resolvers.yml': "crud: '*'\n" }))).toMatchInlineSnapshot(`
    "resolvers.yml:1:1 error PGC060: the spec is in resolvers.yaml and in resolvers.yml
      crud: '*'
      ^
      = help: keep one of them, or move one into resolvers/
    "
  `);
});

test("options of the asterisk", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "crud: { '*': [get], orders: true }\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:1:9 error PGC044: "*" takes no options
      crud: { '*': [get], orders: true }
              ^^^
      = help: write '*': true, and options under each table's name
    "
  `);
});

test("aliases without end", async () => {
  expect(printed(await settingsOf({ 'resolvers.yaml': "crud:\n  a: &a [x, x, x, x, x, x, x, x, x, x]\n  b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n  c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n  d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n  e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n  f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n" }))).toMatchInlineSnapshot(`
    "resolvers.yaml:3:10 error PGC061: lists, maps or aliases go on too far
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
               ^^
      = help: write it flatter, without aliases
    "
  `);
});
