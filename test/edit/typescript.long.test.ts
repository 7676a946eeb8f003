import { describe, expect, it } from 'vitest';
import { addLambdaResolver } from '../../src/edit/typescript/add-lambda-resolver.js';
import { addRole } from '../../src/edit/typescript/add-role.js';
import { openTypescript } from '../../src/edit/typescript/open-typescript.js';
import { userFile } from '../../src/edit/user-file.js';
import type { Edited } from '../../src/edit/types.js';
import { fc } from '../support/property.js';

/** What may stand between two tokens of a file that nobody formatted. */
const gap = fc.constantFrom('', ' ', '\n', '\n\t', ' /* , } */ ', ' // , }\n', '\n\n  ', ' /* long\n * one */\n');
const gaps = fc.array(gap, { minLength: 24, maxLength: 24 });
const shape = fc.record({ gaps, ends: fc.constantFrom('\n', '\r\n'), mark: fc.boolean(), quote: fc.constantFrom("'", '"'), comma: fc.boolean(), end: fc.constantFrom('', ';'), names: fc.integer({ min: 0, max: 3 }) });
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

/** Tokens with a gap behind each. */
function text(tokens: readonly string[], { gaps: between, ends, mark }: Shape): string {
  const joined = tokens.map((token, index) => token + (between[index % between.length] ?? '')).join('');
  return `${mark ? '\ufeff' : ''}${joined.replaceAll('\n', ends)}`;
}

function mapText(given: Shape): string {
  const { quote, comma, end, names } = given;
  const all = Array.from({ length: names }, (_, number) => `Query.q${number}`);
  const imports = all.map((name, number) => `import { handler as q${number} } from ${quote}./${name}.js${quote}${end}\n`);
  const entries = all.flatMap((name, number) => [`${quote}${name}${quote}`, ':', `q${number}`, ...(number < names - 1 || comma ? [','] : [])]);
  return text([...imports, 'export const resolvers =', '{', ...entries, '}', end === '' ? '\n' : ';'], given);
}

function rolesText(given: Shape): string {
  const { quote, comma, names } = given;
  const entries = Array.from({ length: names }, (_, number) => [`r${number}`, ':', '{}', ...(number < names - 1 || comma ? [','] : [])]).flat();
  return text([`import { defineConfig } from ${quote}pg-cognition${quote};\n`, 'export default', ' defineConfig', '(', '{', 'roles', ':', '{', ...entries, '}', ...(comma ? [','] : []), '}', ')', ';'], given);
}

/** Characters of `before` are all in `after`, in their order. */
function contains(after: string, before: string): boolean {
  let at = 0;
  for (const character of after) if (character === before[at]) at += 1;
  return at === before.length;
}

describe('TypeScript of any layout', () => {
  it.each([
    ['the map of Lambda resolvers', 'lambda/resolvers/index.ts', mapText, (typescript, file) => addLambdaResolver(typescript, file, { name: 'Mutation.b', module: './Mutation.b' })],
    ['the roles of the settings', 'pgcog.config.ts', rolesText, (typescript, file) => addRole(typescript, file, { name: 'billing', inherits: ['users'] })],
  ] as const satisfies readonly (readonly [string, string, (given: Shape) => string, (typescript: Awaited<ReturnType<typeof openTypescript>>, file: ReturnType<typeof userFile>) => Edited])[])('%s', async (_, path, print, edit) => {
    const typescript = await openTypescript();
    fc.assert(fc.property(shape, (given) => {
      const raw = print(given);
      const edited = edit(typescript, userFile(path, raw));
      expect(edited.kind, raw).toBe('edited');
      if (edited.kind !== 'edited') return;
      expect(contains(edited.raw, raw), edited.raw).toBe(true);
      expect(typescript.read(userFile(path, edited.raw)), edited.raw).not.toBeNull();
      expect(edit(typescript, userFile(path, edited.raw))).toEqual({ kind: 'unchanged' });
      // A file without any line end gets the usual one.
      if (raw.includes('\r\n')) expect(edited.raw.replaceAll('\r\n', '')).not.toContain('\n');
    }), { numRuns: 200 });
  });
});
