import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJiti } from 'jiti';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { configForm } from '../../src/config/config-form.js';
import { defineConfig } from '../../src/config/define-config.js';
import { fitsConfig } from '../../src/config/fits-config.js';
import { plainSettings } from '../../src/config/plain-settings.js';
import { fc } from '../support/property.js';

let root = '';
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'pgcog-plain-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What running the file gives. */
async function runs(text: string): Promise<unknown> {
  const path = join(root, 'pgcog.config.ts');
  writeFileSync(path, text);
  return createJiti(path, { fsCache: false, moduleCache: false, virtualModules: { 'pg-cognition': { defineConfig } } }).import(path, { default: true });
}

const head = "import { defineConfig } from 'pg-cognition';\n";

describe('settings that are plain data are read as they would be run', () => {
  it.each([
    `${head}\nexport default defineConfig({ roles: { users: {}, admins: { inherits: ['users'] }, billing: {} } });\n`,
    "/* a */ import { defineConfig } from \"pg-cognition\" // b\nexport default defineConfig({ 'engine': \"vtl\", })",
    'export default {};', 'export default { limits: { list: { size: 10, max: 1.5 } }, n: -0, claims: [], defaultGrants: false, x: null };',
    `${head}export default defineConfig(\n  {\n    // it's { not } "read"\n    roles: { a: {}, /* ] */ b: { inherits: ["a", 'it"s',], }, },\n  },\n);`,
    'export default { a: 1, a: 2, "1": 3 }', "export default { constructor: 'x', toString: { default: true }, $_: 'ä😀\u2028' }",
  ])('%s', async (text) => {
    const plain = plainSettings(text);
    expect(plain).not.toBeNull();
    expect(plain?.value).toEqual(await runs(text));
    expect(JSON.stringify(plain?.value)).toBe(JSON.stringify(await runs(text)));
  });

  it.each([
    'export default {} as const', 'export default { ...more }', 'export default { roles }', 'export default { [a]: 1 }', 'export default { a() {} }', 'export default { get a() { return 1 } }', 'export default { a: b }', 'export default { a: `b` }', "export default { a: '\\u0061' }",
    'export default { a: process.env.A }', 'export default { a: 010 }', 'export default { a: 1_000 }', 'export default { a: 1e3 }', 'export default { a: - 1 }', 'export default { a: 1n }', 'export default { a: .5 }', 'export default { a: undefined }', 'export default { __proto__: {} }', "export default { '__proto__': {} }",
    'export default [,]', 'export default { a: [,] }', 'export default { a: [1,,2] }', 'export default { , }', 'export default { a: 1 b: 2 }', 'export default { a: 1 } { }', 'export default { a: 1 };;', 'export default defineConfig({})', 'export default null', 'export default "x"',
    `${head}export default defineConfig({}, {})`, `${head}export default defineConfig({}`, `${head}export default other({})`, "import { defineConfig } from 'pg-cognition' export default defineConfig({})", `${head}${head}export default defineConfig({})`, `${head}const a = 1; export default defineConfig({})`,
    "import { defineConfig } from 'elsewhere';\nexport default defineConfig({})", "import { a as defineConfig } from 'pg-cognition';\nexport default defineConfig({})", '', '// nothing', 'export default', 'module.exports = {}', 'export default { a: "x\n" }', "export default { a: 'x' + 'y' }", 'export default { // a: 1 }', `export default ${'{ a: '.repeat(100)}1${' }'.repeat(100)}`,
  ])('%s is to be run', (text) => {
    expect(plainSettings(text)).toBeNull();
  });

  it('takes time by their length, and no stack', () => {
    for (const text of [`export default ${'{ a: '.repeat(20_000)}`, `export default { a: ${'['.repeat(20_000)}`, `export default { a: /*${'*'.repeat(500_000)} }`, `export default { ${'// x /* y\n'.repeat(20_000)}`]) expect(plainSettings(text)).toBeNull();
  });

  it('whatever is written: what is taken for plain is what running it gives', async () => {
    const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', 'a', 'b', "'x'", '"y"', '1', '-2.5', 'true', 'null', '// c\n', '/* d */', '\n', ';', 'export default', '`z`', '\\', '(', ')', '0', '.5', '...', "'__proto__'", 'async', 'get');
    const near = fc.array(fc.tuple(fc.constantFrom('a', '"b"', "'c d'", 'e', 'if'), fc.constantFrom(': ', ':', ' /* : */ : ', '// x\n:'), fc.oneof(fc.constantFrom("'x'", '"it\'s"', '1', '-2.5', '[]', "['a', 'b',]", '{ f: {} }', '[[1], { g: null }]', 'true'), piece)), { maxLength: 4 }).map((entries) => `{ ${entries.map((parts) => parts.join('')).join(', ')} }`);
    let plain = 0;
    await fc.assert(fc.asyncProperty(fc.oneof(near, fc.array(piece, { maxLength: 10 }).map((parts) => parts.join(' '))), async (text) => {
      const source = `${head}export default defineConfig(${text})`;
      const found = plainSettings(source);
      if (found === null) return;
      plain += 1;
      expect(found.value).toEqual(await runs(source));
    }), { numRuns: 150 });
    expect(plain).toBeGreaterThan(30);
  });
});

test('settings that fit are what their form takes as it is', () => {
  const leaf = fc.constantFrom<unknown>('js', 'vtl', 17, 18, '', 'a', 'user', 'role', 'ID', 'Floating', 0, 1, -1, 1.5, 2_147_483_646, 2_147_483_647, Number.NaN, true, false, null, undefined, '123456789012', '12345678901', 'custom:tenant', 'no claim', 'iam', [], {}, ['a'], [''], ['iam', 'lambda'], Array.from({ length: 21 }, (_, n) => `c${n}`), new Map(), () => 1, Object.create(null), JSON.parse('{"__proto__": {}}'));
  const forms = Object.keys(configForm.shape);
  const keys = fc.constantFrom(...forms, 'list', 'size', 'max', 'inherits', 'region', 'account', 'stack', 'protect', '', 'other');
  const inner = fc.dictionary(keys, fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: fc.dictionary(keys, fc.oneof(leaf, fc.dictionary(keys, leaf, { maxKeys: 1 })), { maxKeys: 2 }) }), { maxKeys: 2 });
  const valid = fc.constantFrom<unknown>('js', 17, 'x', 'user', true, ['a'], ['iam'], ['tenant'], { a: 'ID' }, { a: { inherits: ['b'] } }, { list: { size: 5 } }, { p: { account: '123456789012', protect: true } });
  let fitting = 0;
  fc.assert(fc.property(fc.dictionary(fc.constantFrom(...forms), fc.oneof(valid, leaf, inner), { maxKeys: 3 }), (given) => {
    const value = { ...given };
    if (!fitsConfig(value)) return;
    fitting += 1;
    const read = configForm.safeParse(value);
    expect(read.success).toBe(true);
    expect(read.data).toEqual(value);
  }), { numRuns: 3000 });
  expect(fitting).toBeGreaterThan(300);
});

test.each<readonly [string, unknown, boolean]>([
  ['nothing', {}, true],
  ['all of it', { engine: 'vtl', postgres: 18, templateSchema: 't', roles: { users: {}, admins: { inherits: ['users'] } }, credentials: 'role', scalars: { int8: 'Float' }, limits: { list: { size: 1, max: 2 } }, defaultGrants: true, knownRoles: ['x'], auth: ['iam'], claims: ['tenant'], environments: { local: {}, production: { region: 'eu-central-1', account: '123456789012', stack: 'shop', protect: true } } }, true],
  ['another key', { engin: 'js' }, false], ['a role of another form', { roles: { a: { inherit: [] } } }, false], ['a key of an object', { roles: JSON.parse('{"__proto__": {}}') as unknown }, false],
  ['a hole', { knownRoles: [, 'a'] }, false], ['no page', { limits: { list: { size: 0 } } }, false], ['no claim', { claims: [] }, false], ['a list', [], false], ['null', null, false], ['an object without a prototype', Object.create(null), false],
])('%s: told at once whether it fits', (_, value, fits) => {
  expect(fitsConfig(value)).toBe(fits);
  if (fits) expect(configForm.safeParse(value)).toMatchObject({ success: true, data: value });
});
