import { fc } from '../support/property.js';
import { expect, test } from 'vitest';
import { printed, settingsOf } from './support.js';

async function codesOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const settings = await settingsOf(files);
  printed(settings);
  return settings.diagnostics.map(({ code }) => code);
}

test.each([
  ['an alias that holds itself', 'crud: &a { x: *a }', ['PGC061']],
  ['a list without end', `crud: ${'['.repeat(20_000)}`, ['PGC040']],
  ['a list too deep', `crud: ${'['.repeat(200)}${']'.repeat(200)}`, ['PGC061']],
  ['keys that are maps', 'crud: { { a: b }: [get], [a]: [get] }', ['PGC043', 'PGC043']],
  ['no key', 'crud: { ? : [get] }', ['PGC043']],
  ['merge keys', 'crud: { a: &a { page: { size: 1 } }, b: { <<: *a } }', ['PGC042']],
  ['control characters', 'crud: { "\\u001b[31m\\n": [gett] }', ['PGC044']],
  ['an alias of nothing', 'crud: *nothing', ['PGC040']],
  ['a tag of code', 'crud: !!js/function "process.exit()"', ['PGC040']],
  ['a date', 'version: 2020-01-01', ['PGC044']],
  ['huge numbers', 'crud: { a: { page: { size: 1e99, max: -1 } } }', ['PGC044', 'PGC044']],
  ['nothing but a comment', '# nothing', []],
  ['keys with nothing', 'crud:\nfunctions:\ntypes:\ninputs:\nerrors:\ntables:\nresolvers:\n', []],
])('%s', async (_, text, codes) => {
  expect(await codesOf({ 'resolvers.yaml': text })).toEqual(codes);
});

test.each([
  ['settings that hold themselves', 'const a: any = {}; a.roles = a; export default a;', ['PGC013']],
  ['a getter that throws', 'export default { get engine() { throw new Error("no\\u001b[31m"); } };', ['PGC010']],
  ['a function', 'export default () => ({})', ['PGC014']],
  ['null', 'export default null', ['PGC010']],
  ['throws nothing', 'throw undefined', ['PGC010']],
  ['nothing exported', 'const engine = "js";', ['PGC010']],
])('settings: %s', async (_, text, codes) => {
  expect(await codesOf({ 'pgcog.config.ts': text })).toEqual(codes);
});

const piece = fc.constantFrom(
  'crud', 'resolvers', 'Query.a', 'sql', ': ', ':\n  ', '\n', '\n  ', '    ', '- ', '[', ']', '{', '}', ', ', "'", '"', '|', '>-', '*', '&a ', '*a', '#', 'select :x', '!', '? ',
  'args', 'transaction', 'é😀', '\t', 'orders', 'get', 'true', '1', '---\n', '%', '\\',
);

test('whatever is written, it is read or said, never thrown', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')), async (text) => {
      const settings = await settingsOf({ 'resolvers.yaml': text, 'resolvers/Query.b.sql': `/*---\n${text}\n---*/ select 1` });
      const [first] = settings.diagnostics;
      expect(printed(settings).length > 0).toBe(first !== undefined);
      for (const { span } of settings.diagnostics) {
        const file = settings.sources.find(({ path }) => path === span?.file);
        expect(span !== null && file !== undefined && span.start <= span.end && span.end <= file.text.length).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});
