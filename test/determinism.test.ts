import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, makeProject, removeProject, run, sharedServer } from './support/project.js';

type Files = ReadonlyMap<string, string>;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const server = sharedServer();
afterAll(() => server.stop());

/** The schemas of fixtures/corpus as one template, each paragraph a file of its own: what it needs stands in others. */
function paragraphs(): readonly string[] {
  const texts = ['partitions_and_keys', 'quoted_names', 'type_zoo'].map((name) => readFileSync(join(root, 'fixtures', 'corpus', `${name}.sql`), 'utf8'));
  const all = texts.flatMap((text) => text.replace(/^CREATE SCHEMA.*\n|^SET search_path.*\n/gm, '').split(/\n\n+/));
  return all.map((text) => `${text.trim()}\n`).filter((text) => /^(?!--)\S/m.test(text));
}

const settings: Files = new Map([
  ['pgcog.config.ts', `export default { defaultGrants: true, roles: { users: {}, admins: { inherits: ['users'] }, billing: {} }, auth: ['cognito_user_pools', 'iam'] };\n`],
  ['resolvers.yaml', `version: 1
crud: { '*': true, people: { orderBy: [-name, id], filter: { name: [ilike, in] } } }
functions: [friends, hire, mix, colours, "Shout Out"]
resolvers:
  Query.guestNames:
    sql: |
      select g.name, count(*) as times from guests g where true
      /*? like */ and g.name ilike :like
      group by g.name limit 10
  Mutation.rename: { lambda: true, args: { id: int!, name: text }, returns: people }
`],
  ['resolvers/Query.lateEvents.sql', `/*---\npage: { size: 5, max: 20 }\norderBy: [-at]\n---*/\nselect e.id, e.at, p.name\nfrom events e\njoin people p on p.id = e.person_id\n`],
]);

/** Template files by names that sort as `order` says. */
function template(order: (index: number) => number): Files {
  return new Map(paragraphs().map((text, index) => [`tenant_template/${String(order(index)).padStart(3, '0')}.sql`, text]));
}

/** What a run writes, and all it says; the project's own files left out. */
async function generated(files: Files, from: Files = files): Promise<Files> {
  const project = makeProject(files);
  try {
    const { status, stderr } = await run(project, ['generate'], server.start);
    expect(status, stderr).toBe(0);
    return written(project, from);
  } finally {
    removeProject(project);
  }
}

const written = (project: string, sources: Files): Files => new Map([...filesOf(project)].filter(([path]) => !sources.has(path)));

function expectSame(found: Files, expected: Files): void {
  expect([...found.keys()]).toEqual([...expected.keys()]);
  for (const [path, text] of expected) expect(found.get(path), path).toBe(text);
}

describe('the same project gives the same bytes', () => {
  const project = new Map([...settings, ...template((index) => index)]);
  let first: Files;
  beforeAll(async () => {
    first = await generated(project);
    expect(first.size).toBeGreaterThan(100);
  });

  it('when it is generated again, or its files were written in another order', async () => {
    expectSame(await generated(project), first);
    expectSame(await generated(new Map([...project].reverse())), first);
  });

  it.each([['backwards', (index: number): number => 900 - index], ['shuffled', (index: number): number => (index * 37) % 101]])('when its template stands in files %s', async (_, order) => {
    const before = [...template((index) => index).keys()];
    const after = [...template(order).keys()];
    expect(new Set(after).size).toBe(before.length);
    const found = await generated(new Map([...settings, ...template(order)]));
    const back = new Map(after.map((path, index) => [path, before[index] ?? '']));
    const renamed = new Map([...found].map(([path, text]) => [path, text.replaceAll(/tenant_template\/\d{3}\.sql/g, (file) => back.get(file) ?? file)]));
    const manifest = 'generated/.pgcog.json';
    renamed.delete(manifest);
    expectSame(renamed, new Map([...first].filter(([path]) => path !== manifest)));
  });

  it('when its sources have CRLF and byte order marks', async () => {
    const crlf = new Map([...project].map(([path, text]) => [path, `${path.endsWith('.sql') ? '\ufeff' : ''}${text.replaceAll('\n', '\r\n')}`]));
    expectSame(await generated(crlf), first);
  });

  it('in another time zone and locale', () => {
    const elsewhere = makeProject(project);
    try {
      const env = { ...process.env, TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', LANGUAGE: 'tr', PGTZ: 'Asia/Kolkata', PGDATESTYLE: 'German', NO_COLOR: '1' };
      execFileSync(process.execPath, ['scripts/ts.mjs', 'generators/pgcog-gen.ts', 'generate', '--cwd', elsewhere], { cwd: root, env, stdio: 'pipe' });
      expectSame(written(elsewhere, project), first);
    } finally {
      removeProject(elsewhere);
    }
  });
});
