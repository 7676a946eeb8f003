import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeProject, removeProject } from '../support/project.js';
import { pgcog } from './support.js';

const made: string[] = [];
afterEach(() => {
  for (const root of made.splice(0)) removeProject(root);
});

function project(files: Readonly<Record<string, string>>): string {
  const root = makeProject(files);
  made.push(root);
  return root;
}

const hostile = `</pre><img src=x onerror="alert(1)">'&`;
const files = {
  'package.json': JSON.stringify({ name: `<b>${hostile}` }),
  'tenant_template/a.sql': `
create type mood as enum ('<i>good', 'bad');
create table people (id int primary key, name text not null, mood mood);
comment on table people is '${hostile.replaceAll("'", "''")}';
create table "<script>alert(1)</script>" (id int primary key, people_id int references people, "${hostile.replaceAll('"', '""')}" text default '<u>');
alter table people enable row level security;
create policy "<p>" on people for select to tenant_users using (name <> '</pre><script>');
grant select on people to tenant_users;
grant insert (name) on people to tenant_users;
`,
  'resolvers.yaml': `version: 1
crud: { people: [get, list, create] }
resolvers:
  Query.found:
    description: ${JSON.stringify(hostile)}
    sql: |
      select id from people where name <> '</pre><script>'
      /*? mood */ and mood = :mood
    page: false
`,
};

describe('pgcog docs', () => {
  it('shows tables, fields and rights on one page that runs nothing, whatever names and comments hold', async () => {
    const root = project(files);
    const ran = await pgcog(root, ['docs']);
    expect(ran.status, ran.err).toBe(0);
    expect(ran.out).toBe('.pgcog/docs.html\n');
    const page = readFileSync(join(root, '.pgcog/docs.html'), 'utf8');
    // Nothing of the user's is a tag, so every tag is one of ours, and none of ours runs or loads anything.
    const tags = new Set([...page.matchAll(/<([a-z][a-z0-9]*)/giu)].map(([, tag]) => tag));
    expect([...tags].sort()).toEqual(['a', 'body', 'code', 'defs', 'details', 'div', 'h1', 'h2', 'h3', 'head', 'html', 'marker', 'meta', 'nav', 'p', 'path', 'pre', 'rect', 'section', 'span', 'style', 'summary', 'svg', 'table', 'td', 'text', 'th', 'title', 'tr']);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"`);
    expect([...page.matchAll(/(?:href|src)="([^"#][^"]*)"/gu)]).toEqual([]);
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/gu)].map(([, id]) => id));
    for (const [, target = ''] of page.matchAll(/href="#([^"]*)"/gu)) expect(ids).toContain(target);
    expect(page).toContain('<code>Query.found</code><code class="soft">(mood: Mood): [');
    expect(page).toContain('/*? mood */ and mood');
    expect(page).toContain('<span class="some" title="only name">insert</span>');
    expect(page).toContain('<span class="yes" title="granted; rows by &lt;p&gt;">select</span>');
    expect(page).toContain('<span class="no" title="not granted">delete</span>');
    expect(page).toMatch(/<td><a href="#Mutation.createPerson"><code>Mutation.createPerson<\/code><\/a><\/td>/u);
    expect((await pgcog(root, ['docs', '--out', 'again.html', '--quiet'])).out).toBe('');
    expect(readFileSync(join(root, 'again.html'), 'utf8')).toBe(page);
  });

  it('says what is wrong with the SQL, and writes nothing', async () => {
    const root = project({ 'tenant_template/a.sql': 'create table a (id nothing);\n', 'resolvers.yaml': 'version: 1\n' });
    const ran = await pgcog(root, ['docs']);
    expect(ran.status).toBe(1);
    expect(ran.err).toContain('tenant_template/a.sql:1:20 error');
    expect(() => readFileSync(join(root, '.pgcog/docs.html'))).toThrow();
  });

  it.each([['.pgcog/docs.html', 'victim'], ['.pgcog', '']])('does not write through a link that leaves the project: %s', async (path, target) => {
    const [root, outside] = [project({ 'tenant_template/a.sql': 'create table a (id int primary key); grant select on a to tenant_users;\n', 'resolvers.yaml': 'version: 1\ncrud: { a: [get] }\n' }), project({ victim: 'theirs' })];
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(join(outside, target), join(root, path));
    const ran = await pgcog(root, ['docs']);
    expect(ran).toMatchObject({ status: 1, out: '' });
    expect(ran.err).toContain('error PGC401: .pgcog/docs.html is behind a link that leaves the project');
    expect(readdirSync(outside)).toEqual(['victim']);
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('theirs');
  });

  it('refuses a wrong command line', async () => {
    expect((await pgcog(project({}), ['docs', '--nothing'])).status).toBe(2);
  });
});
