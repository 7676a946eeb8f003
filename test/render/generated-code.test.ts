import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileTypescript } from '../support/compile-typescript.js';
import { filesOf, plan, shopFields } from '../support/hand-made-shop.js';
import { argument, catalog, column, field, names, oids, relation, scalar, statement } from '../support/hand-made.js';
import { resolverLinter } from '../support/lint-resolvers.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
let folder = '';

const write = (path: string, text: string): string => {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pgcog-generated-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('generated resolvers', () => {
  it('pass AWS\'s own lint rules for its runtime', async () => {
    const modes = ['cognito_user_pools', 'iam', 'lambda', 'api_key'] as const;
    for (const [name, config] of [['one', {}], ['all', { auth: modes }]] as const) {
      const { texts } = await filesOf(plan({ fields: shopFields.map((one) => ({ ...one, auth: 'auth' in config ? config.auth : [] })), config }));
      for (const [path, text] of texts) if (path.endsWith('.js')) write(`lint/${name}/${path}`, text);
    }
    const linter = await resolverLinter(folder, root);
    expect(linter.rules).toBeGreaterThan(20);
    expect(await linter.lint()).toEqual({ files: 22, mistakes: [] });
    const bad = 'export function request() { for (let i = 0; i < 1; i++) { } }';
    expect(await linter.lintText(bad, 'lint/one/generated/resolvers/Query.getOrder.js')).toBeGreaterThan(0);
  });
});

async function compiled(name: string, made: ReturnType<typeof plan>, more: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  expect(made.schema.diagnostics).toEqual([]);
  const { texts } = await filesOf(made);
  const files = [...texts, ...Object.entries(more)].filter(([path]) => path.endsWith('.ts')).map(([path, text]) => write(`types-${name}/${path}`, text));
  return compileTypescript(files);
}

describe('generated types', () => {
  it('compile with the stubs, and type a resolver that is written', async () => {
    const resolver = `import type { Order, Resolver } from '../../generated/types.js';
export const handler: Resolver<'Mutation.cancelOrder'> = async ({ arguments: args, caller, database, fail }) => {
  const [row] = await database.query<{ id: string }>('update {tenant}.orders set note = :reason where id = :id returning id', { id: args.id, reason: args.reason ?? null });
  if (row === undefined) return fail('not_found', caller.role ?? 'nobody', 'id');
  const order: Order | null = await database.run('Query.getOrder', { id: row.id });
  return order;
};\n`;
    expect(await compiled('shop', plan(), { 'lambda/resolvers/Written.ts': resolver })).toEqual([]);
  });

  it('refuse a resolver that gives or takes what the schema does not', async () => {
    const wrong = `import type { Resolver } from '../../generated/types.js';
export const handler: Resolver<'Mutation.cancelOrder'> = async (call) => ({ id: call.arguments.nothing });\n`;
    const found = await compiled('wrong', plan(), { 'lambda/resolvers/Wrong.ts': wrong });
    expect(found.length).toBe(2);
    expect(found.join('\n')).toMatch(/nothing/);
  });

  it('compile where types of the API have the names of ours, of TypeScript\'s or of globals', async () => {
    const taken = ['Resolver', 'Resolvers', 'Database', 'Caller', 'Call', 'ErrorCode', 'Promise', 'Array', 'Json', 'PgcogCall', 'string', 'never', 'Record'];
    const relations = taken.map((name, i) => relation(8000 + i, name, [column('id', 1, oids.uuid, true), column('constructor', 2, oids.text, false)]));
    const fields = taken.map((name, i) => field('Query', `get${name}`, {
      arguments: [argument('class', scalar('ID')), argument('default', scalar('AWSJSON'), { nullable: true })], result: { kind: 'relation', relation: 8000 + i }, lambda: i % 2 === 0, statement: i % 2 === 0 ? null : statement(`Query.get${name}`, { rows: 'optional' }),
    }));
    const made = plan({
      fields,
      catalog: { relations: [...catalog().relations, ...relations] },
      names: { relations: { ...names().relations, ...Object.fromEntries(taken.map((type, i) => [8000 + i, { type, one: type, many: type, manyType: type, columns: { id: 'id', constructor: 'constructor' } }])) } },
    });
    const resolver = `import type { PgcogResolver } from '../../generated/types.js';\nexport const handler: PgcogResolver<'Query.getCall'> = async ({ fail }) => fail('X', 'y');\n`;
    expect(await compiled('taken', made, { 'lambda/resolvers/Written.ts': resolver })).toEqual([]);
  });
});
