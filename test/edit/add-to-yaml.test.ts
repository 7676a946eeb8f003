import { describe, expect, it } from 'vitest';
import { addToYaml } from '../../src/edit/yaml/add-to-yaml.js';
import type { YamlMap } from '../../src/edit/yaml/print-yaml.js';
import { userFile } from '../../src/edit/user-file.js';
import { fc } from '../support/property.js';

/** Lines of a document that nobody formatted: comments, blank lines and values of every style, at a depth of the user's choice. */
const comment = fc.constantFrom('', ' # why', '   #', ' # "x": {', " # - 'é 😀");
const filler = fc.array(fc.constantFrom('', '', '  ', '# own line', '      # deep', '#x: {'), { maxLength: 3 });
const value = (step: string): fc.Arbitrary<readonly string[]> => fc.constantFrom<readonly string[]>(
  [' select 1 as a'], [" 'select ''x'' as a'"], [' "select 1 as \\"a: #\\""'], [' { sql: select 1 as a, page: false }'], [` |\n${step}  select 1 as a\n${step}\n${step}  from t\n`.split('\n').join('\n')],
  [`\n${step}  sql: >-\n${step}    select 1\n${step}    as a\n${step}  args: { x: int }`], [`\n${step}# none\n${step}  sql: select 1 as a`],
);

const document = fc.record({
  step: fc.constantFrom('  ', ' ', '    '), ends: fc.constantFrom('\n', '\r\n'), mark: fc.boolean(), final: fc.boolean(), around: fc.tuple(filler, filler, filler),
  entries: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }), behind: fc.boolean(), said: comment,
}).chain((shape) => fc.tuple(fc.constant(shape), fc.array(value(shape.step), { minLength: shape.entries.length, maxLength: shape.entries.length }), fc.array(filler, { minLength: shape.entries.length, maxLength: shape.entries.length }))).map(([shape, values, fillers]) => {
  const { step, around: [before, between, after], said } = shape;
  const entries = shape.entries.flatMap((number, index) => {
    const text = (values[index] ?? []).join('');
    return [`${step}Query.q${number}:${text}${/\n/u.test(text) ? '' : said}`, ...(fillers[index] ?? [])];
  });
  const lines = [...before, 'version: 1', ...between, `resolvers:${said}`, ...entries, ...(shape.behind ? ['crud:', `${step}t: [get]${said}`] : []), ...after];
  const text = lines.join('\n');
  return `${shape.mark ? '\ufeff' : ''}${(shape.final ? `${text}\n` : text).replaceAll('\n', shape.ends)}`;
});

/** The text with what was put into it taken out again, wherever that was; null where that is not all that happened. */
function without(after: string, before: string): string | null {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  const end = before.length - start;
  return after.endsWith(before.slice(start)) ? after.slice(0, start) + after.slice(after.length - end) : null;
}

const wanted: readonly YamlMap[] = [{ sql: 'select 2 as b' }, { sql: 'select *\nfrom t\n', args: { limit: { default: 5, max: 50 } } }, { lambda: true, returns: '[text!]!' }];

describe('an entry for a section of YAML', () => {
  it('is put into whatever its user wrote, which stays byte for byte, and only once', () => {
    fc.assert(fc.property(document, fc.constantFrom(...wanted), (raw, entry) => {
      const edited = addToYaml(userFile('resolvers.yaml', raw), { section: 'resolvers', key: 'Mutation.added', value: entry });
      expect(edited.kind, raw).toBe('edited');
      if (edited.kind !== 'edited') return;
      expect(without(edited.raw, raw), edited.raw).toBe(raw);
      expect(addToYaml(userFile('resolvers.yaml', edited.raw), { section: 'resolvers', key: 'Mutation.added', value: entry })).toEqual({ kind: 'unchanged' });
    }), { numRuns: 100 });
  });

  it.each([
    ['a tab for an indentation', 'version: 1\nresolvers:\n\tQuery.a: x\n'], ['a list', '- a\n'], ['two documents', 'version: 1\n---\nversion: 1\n'], ['a key said twice', 'version: 1\nversion: 1\n'],
    ['another form of the section', 'resolvers: none\n'], ['an alias that ends nowhere', 'resolvers: *nowhere\n'], ['a list for a map', 'resolvers: [a]\n'], ['open brackets', 'resolvers: {\n'],
  ])('refuses %s', (_, raw) => {
    expect(addToYaml(userFile('resolvers.yaml', raw), { section: 'resolvers', key: 'Query.b', value: { sql: 'select 1' } }).kind).toBe('refused');
  });

  it('writes text that reads back as it was, whatever it is', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }).filter((one) => !/\p{Cs}/u.test(one)), fc.constantFrom('null', 'on', ' x', 'x ', 'a: b', 'a #b', '*a', '&a', '!a', '|', '- a', '1', '0x1', '{', '@a', '`a', '%a', "'", '"', 'a:\n', '\n', 'a\n\n', 'x\n  y\n', '\ta\n', 'a \nb\n', 'é\u2028\u0085x', '\ufeff'));
    fc.assert(fc.property(text, (sql) => {
      const edited = addToYaml(userFile('resolvers.yaml', 'version: 1\n'), { section: 'resolvers', key: 'Query.b', value: { sql, tail: [sql] } });
      expect(edited.kind, JSON.stringify(sql)).toBe('edited');
    }), { numRuns: 150 });
  });
});
