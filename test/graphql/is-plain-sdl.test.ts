import { fc } from '../support/property.js';
import { describe, expect, it } from 'vitest';
import { checkSdl } from '../../src/graphql/check-sdl.js';
import { isPlainSdl } from '../../src/graphql/is-plain-sdl.js';
import { schemaView } from '../../src/render/schema-view.js';
import { loadTemplates } from '../../src/render/templates.js';
import { plan } from '../support/hand-made-shop.js';

const lines = [
  '# é 😀 "x', 'schema {', '  query: Query', '  mutation: Mutation', '}', '', 'type Query {', '  # note', '  a: Int', '  b(x: In, y: [E!]!): [[T!]]! @aws_iam @aws_lambda', '  c(',
  '    x: In!', '    y: AWSJSON', '  ): T', '}', '', 'type Mutation @aws_iam {', '  a(in: In): T', '}', '', 'type T {', '  #', '  a: ID!', '}', '', 'input In {', '  a: [In!]!', '  e: E', '}', '', 'enum E {', '  A', '  B', '}', '',
];
const wrong = (sdl: string): readonly string[] => checkSdl(sdl).filter(({ code }) => code === 'PGC329').map(({ message }) => message);

describe('isPlainSdl', () => {
  it('knows what the generator prints', async () => {
    const print = await loadTemplates();
    expect(isPlainSdl(print('generated/schema.graphql', schemaView(plan().schema.value)))).toBe(true);
    expect(isPlainSdl(lines.join('\n'))).toBe(true);
    expect(wrong(lines.join('\n'))).toEqual([]);
  });

  it.each([
    ['  a: Int', '  a: Missing'], ['  a: Int', '  a: In'], ['  a: Int', '  a: [Int'], ['  a: Int', '  a: Int = 1'], ['  a: Int', '  a: Int @custom'], ['  a: Int', '  a: Int\r'], ['  a: Int', '  c: Int'], ['  a: Int', '  __a: Int'],
    ['  a: Int', '  a(): Int'], ['  a: Int', '  a(x: Int, x: Int): Int'], ['  a: Int', '  a(x: T): Int'], ['  a: Int', '  """a"""'], ['  B', '  true'], ['  B', '  A'], ['  B', '  # no'], ['  e: E', '  e: In!'], ['  e: E', '  e: T'],
    ['type T {', 'type AWSThing {'], ['type T {', 'type String {'], ['type T {', 'type E {'], ['type T {', 'input T {'], ['type Mutation @aws_iam {', 'type Other {'], ['type Query {', 'input Query {'], ['# é 😀 "x', '# \ud800'],
    ['    y: AWSJSON', '    # no'], ['  ): T', '  ): Missing'], ['  query: Query', '  query: T'], ['# é 😀 "x', 'extend type T {\n  b: Int\n}'], ['# é 😀 "x', 'scalar Long'],
  ])('does not know %s as %s', (line, changed) => {
    expect(isPlainSdl(lines.join('\n').replace(`\n${line}\n`, `\n${changed}\n`).replace(line === lines[0] ? line : /$^/, changed))).toBe(false);
  });

  it('takes nothing that is wrong', () => {
    const changed = fc.array(fc.tuple(fc.nat(lines.length - 1), fc.constantFrom(...lines, '  a: Missing', '  a: In', '  c(x: T): T', '  e: In!', '  ]: [', 'type E {', '  B(', '    z: T', '  ): In', '  A', '  a: __T')), { minLength: 1, maxLength: 3 });
    let taken = 0;
    fc.assert(fc.property(changed, fc.boolean(), (changes, insert) => {
      const text = [...lines];
      for (const [at, line] of changes) text.splice(at, insert ? 0 : 1, line);
      const plain = isPlainSdl(text.join('\n'));
      if (plain) expect(wrong(text.join('\n'))).toEqual([]);
      taken += plain ? 1 : 0;
    }), { numRuns: 3000 });
    expect(taken).toBeGreaterThan(50);
  });
});
