import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { VerifyIsolationCommand } from '../../../generators/pgcog/verify-isolation.js';
import { verifyIsolation } from '../../../generators/pgcog/verify-isolation.js';
import { copyProject, filesOf, makeProject, removeProject } from '../../support/project.js';
import { base, fixtures } from './project.js';

const roots: string[] = [];
afterEach(() => roots.splice(0).forEach(removeProject));

const kept = (root: string): string => (roots.push(root), root);

async function verify(root: string, changes: Partial<VerifyIsolationCommand> = {}) {
  let [stdout, stderr] = ['', ''];
  const io = {
    cwd: root, env: { NO_COLOR: '1' }, signal: new AbortController().signal,
    stdout: { write: (text: string) => (stdout += text) }, stderr: { write: (text: string) => (stderr += text) },
  };
  const status = await verifyIsolation({ root, configPath: null, databaseUrl: null, json: false, quiet: false, ...changes }, io);
  return { status, stdout, stderr };
}

describe('pgcog verify isolation', () => {
  it('proves the sample, with rows in every table, prints a table, and writes nothing', async () => {
    const root = kept(copyProject(join(fixtures, 'generate', 'shop'), ['expected', 'stderr.txt']));
    const before = filesOf(root);
    const { status, stdout, stderr } = await verify(root);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^isolated: 84 objects of 3 tenants \(alpha, alpha_users, alphaxusers\), 31 logins, \d+ attempts, and nothing was reached that must not be\n\n/);
    expect(stdout).not.toContain('no row in');
    expect(stdout).toContain('\ncustomers           rows   rows   rows   failed   rows   -      rows   -        rows   rows   rows   -\n');
    expect(Math.max(...stdout.split('\n').slice(1, -3).map(({ length }) => length))).toBeLessThanOrEqual(120);
    expect(filesOf(root)).toEqual(before);
    expect(readdirSync(root)).not.toContain('.pgcog');
  });

  it('holds a project against what it has printed before, and accepts a view that is meant so, not what is no longer so', async () => {
    const root = kept(copyProject(base, ['isolation.json']));
    writeFileSync(join(root, 'tenant_template', 'views.sql'), readFileSync(join(fixtures, 'isolation', 'view-of-the-owner', 'tenant_template', 'views.sql')));
    const first = await verify(root, { json: true });
    expect(first.status).toBe(1);
    const printed = JSON.parse(first.stdout) as { findings: readonly { kind: string; object: string }[] };
    expect(printed.findings.map(({ kind, object }) => `${kind} ${object}`)).toEqual(['view all_notes']);
    writeFileSync(join(root, 'isolation.json'), JSON.stringify({ ...printed, accepted: ['view all_notes'] }));
    writeFileSync(join(root, 'tenant_template', 'policies.sql'), 'alter table notes enable row level security; create policy notes_own on notes to tenant_users using (true);');
    const second = await verify(root, { expect: 'isolation.json', quiet: true });
    expect(second.status).toBe(1);
    expect(second.stdout).toBe('');
    expect(second.stderr).toBe(`error expected: notes select as users is rows, and some in the committed matrix
error expected: notes update as users is rows, and some in the committed matrix
  = help: put the grant or policy right; where it is meant so, commit the matrix anew: --json
`);
  });

  it('works where members enter through the logins of their roles', async () => {
    const root = kept(copyProject(base, ['isolation.json']));
    writeFileSync(join(root, 'pgcog.config.json'), JSON.stringify({ credentials: 'role' }));
    const { status, stdout, stderr } = await verify(root, { json: true });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const { matrix } = JSON.parse(stdout) as { matrix: unknown };
    expect(matrix).toEqual((JSON.parse(readFileSync(join(base, 'isolation.json'), 'utf8')) as { matrix: unknown }).matrix);
  });

  it.each([
    ['a server of the user', { databaseUrl: 'postgres://me:secret@db.test/shop' }, 2, /^error PGC619: verify isolation makes roles, .*\n {2}= help: leave --database-url /],
    ['no such file', { expect: 'none.json' }, 1, /^error PGC621: none\.json cannot be read \(ENOENT\)\n/],
    ['no JSON', { expect: 'tenant_template/a.sql' }, 1, /^error PGC621: tenant_template\/a\.sql is not JSON: /],
    ['no matrix', { expect: 'package.json' }, 1, /^error PGC621: package\.json has no matrix /],
    ['a template with mistakes', {}, 1, /^tenant_template\/a\.sql:1:16 error PGC100: /],
  ])('refuses %s in a line and a way out', async (_, changes, wanted, text) => {
    const root = kept(makeProject({ 'tenant_template/a.sql': 'create table t(', 'package.json': '{"matrix": {"users": {"t": {"select": "yes"}}}}' }));
    const { status, stdout, stderr } = await verify(root, changes);
    expect(stderr).toMatch(text);
    expect(stderr).not.toContain('secret');
    expect(stdout).toBe('');
    expect(status).toBe(wanted);
  });

  it.each([
    [{ databaseUrl: 'postgres://me:secret@db.test/shop' }, 2, 'PGC619'],
    [{ expect: 'none.json' }, 1, 'PGC621'],
    [{}, 1, 'PGC100'],
  ])('refuses %j in one JSON object', async (changes, wanted, code) => {
    const root = kept(makeProject({ 'tenant_template/a.sql': 'create table t(' }));
    const { status, stdout, stderr } = await verify(root, { json: true, ...changes });
    expect([status, stderr, JSON.parse(stdout)]).toEqual([wanted, '', expect.objectContaining({ ok: false, errors: [expect.objectContaining({ code })] })]);
  });
});
