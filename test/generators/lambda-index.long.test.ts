import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesOf, makeProject, removeProject, run, sharedServer, type Outcome } from '../support/project.js';

const server = sharedServer();
afterAll(() => server.stop());

const template = 'create table orders (id uuid primary key, note text);\ngrant select on orders to tenant_users;\n';
const lambda = (name: string, args: string): string => `  Mutation.${name}: { lambda: true, args: { ${args} }, returns: text }\n`;
const spec = (...entries: readonly string[]): string => `version: 1\ncrud: [orders]\nresolvers:\n${entries.join('')}`;
const indexPath = 'lambda/resolvers/index.ts';

let root = '';
beforeEach(() => (root = makeProject({ 'tenant_template/010_orders.sql': template, 'resolvers.yaml': spec(lambda('cancel', 'id: uuid!')) })));
afterEach(() => removeProject(root));

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const write = (path: string, text: string): void => writeFileSync(join(root, path), text);
const generate = (...flags: readonly string[]): Promise<Outcome> => run(root, ['generate', ...flags], server.start);

/** What tsc says of the project's Lambda code, each with its line: `lambda/resolvers/x.ts:3: message`. */
function compile(...files: readonly string[]): readonly string[] {
  const options: ts.CompilerOptions = { strict: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
  const program = ts.createProgram(files.map((file) => join(root, file)), options);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    return `${file?.fileName.slice(root.length + 1) ?? ''}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0] ?? ''}`;
  });
}

describe('the map of Lambda resolvers', () => {
  it('gets what the spec gets, around what its user wrote, once', async () => {
    expect(await generate()).toMatchObject({ status: 0 });
    const mine = read(indexPath).replace("  'Mutation.cancel'", "  // mine\n\t'Mutation.cancel'").replaceAll('\n', '\r\n');
    write(indexPath, mine);
    write('resolvers.yaml', spec(lambda('cancel', 'id: uuid!'), lambda('reopen', 'id: uuid!')));
    const stale = await generate('--check');
    expect(stale).toMatchObject({ status: 1, stdout: expect.stringContaining("+  'Mutation.reopen': mutationReopen,".replace('  ', '\t')) as string });
    expect(read(indexPath)).toBe(mine);
    expect(await generate()).toMatchObject({ status: 0 });
    const spliced = read(indexPath);
    expect(spliced.split('\r\n').filter((line) => !line.includes('eopen')).join('\r\n')).toBe(mine);
    expect(spliced).toContain("\t'Mutation.reopen': mutationReopen,\r\n");
    expect(await generate()).toMatchObject({ status: 0, stderr: expect.stringMatching(/^generated\/ is up to date/u) as string });
    expect(await generate('--check')).toMatchObject({ status: 0 });
    expect(read(indexPath)).toBe(spliced);
    expect(compile(indexPath)).toEqual([]);
  });

  it('is not seeded where another file wires them', async () => {
    rmSync(root, { recursive: true });
    root = makeProject({ 'tenant_template/010_orders.sql': template, 'resolvers.yaml': spec(lambda('cancel', 'id: uuid!')), 'lambda/index.ts': 'export const handler = lambdaResolvers({})' });
    expect(await generate()).toMatchObject({ status: 0 });
    expect(read('lambda/index.ts')).toBe("import { handler as mutationCancel } from './resolvers/Mutation.cancel.js';\n\nexport const handler = lambdaResolvers({ 'Mutation.cancel': mutationCancel })");
    expect([...filesOf(join(root, 'lambda')).keys()]).toEqual(['index.ts', 'resolvers/Mutation.cancel.ts']);
    const before = filesOf(root);
    expect(await generate()).toMatchObject({ status: 0, stderr: expect.stringMatching(/^generated\/ is up to date/u) as string });
    expect(filesOf(root)).toEqual(before);
  });
});

describe('what is gone', () => {
  it('is told with its place until its user removes it, and nothing of theirs is', async () => {
    await generate();
    write('resolvers.yaml', spec('  Query.all: select * from orders limit 10\n'));
    const stub = read('lambda/resolvers/Mutation.cancel.ts');
    for (let turn = 0; turn < 2; turn += 1) {
      const { status, stderr } = await generate();
      expect(status).toBe(0);
      expect(stderr).toContain('lambda/resolvers/Mutation.cancel.ts:1:1 warning PGC765: lambda/resolvers/Mutation.cancel.ts is a stub, and the spec has no Lambda resolver Mutation.cancel\n');
      expect(stderr).toContain("lambda/resolvers/index.ts:9:3 warning PGC765: the spec has no Lambda resolver Mutation.cancel\n    'Mutation.cancel': mutationCancel,\n    ^^^^^^^^^^^^^^^^^\n");
    }
    expect(read('lambda/resolvers/Mutation.cancel.ts')).toBe(stub);
    rmSync(join(root, 'lambda'), { recursive: true });
    expect((await generate()).stderr).not.toContain('PGC765');
  });

  it('a column of a statement: the statement is told with its place, and nothing is written', async () => {
    write('resolvers.yaml', spec('  Query.notes: select id, note from orders limit 10\n'));
    await generate();
    write('tenant_template/010_orders.sql', template.replace(', note text', ''));
    const before = filesOf(root);
    const { status, stderr } = await generate();
    expect(status).toBe(1);
    expect(stderr).toContain('resolvers.yaml:4:27 error PGC');
    expect(filesOf(root)).toEqual(before);
  });
});

describe('a stub whose signature changed', () => {
  const stub = (body: string): string => `import type { Resolver } from '../../generated/types.js';

export const handler: Resolver<'Mutation.cancel'> = async ({ arguments: given }) => {
  ${body}
};
`;

  it('compiles on where it can', async () => {
    await generate();
    write('lambda/resolvers/Mutation.cancel.ts', stub('return given.id;'));
    write('resolvers.yaml', spec(lambda('cancel', 'id: uuid!, reason: text')));
    expect(await generate()).toMatchObject({ status: 0 });
    expect(read('lambda/resolvers/Mutation.cancel.ts')).toBe(stub('return given.id;'));
    expect(compile(indexPath)).toEqual([]);
  });

  it('fails at its user\'s line where it cannot, and so does the map where the resolver is gone', async () => {
    await generate();
    write('lambda/resolvers/Mutation.cancel.ts', stub('return given.id;'));
    write('resolvers.yaml', spec(lambda('cancel', 'order: uuid!')));
    await generate();
    expect(compile(indexPath)).toEqual(["lambda/resolvers/Mutation.cancel.ts:4: Property 'id' does not exist on type '{ order: string; }'."]);
    write('resolvers.yaml', spec(lambda('reopen', 'id: uuid!')));
    await generate();
    const said = compile(indexPath).join('\n');
    expect(said).toContain("lambda/resolvers/Mutation.cancel.ts:3: Type '\"Mutation.cancel\"' does not satisfy the constraint");
    expect(said).toContain("lambda/resolvers/index.ts:10: Object literal may only specify known properties, and ''Mutation.cancel'' does not exist in type");
  });
});
