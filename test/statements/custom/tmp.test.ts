import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { typeStatements } from '../../../src/statements/type-statements.js';
import { formatDiagnostics } from '../../../src/source/format-diagnostics.js';
import { openWorld, type World } from './support.js';

let world: World;
const shop = '/work/main/fixtures/generate/shop';
const files: Record<string,string> = {};
beforeAll(async () => {
  const template = readdirSync(join(shop, 'tenant_template')).sort().map((f) => readFileSync(join(shop, 'tenant_template', f), 'utf8')).join('\n');
  const shared = readFileSync(join(shop, 'shared/010_countries.sql'), 'utf8');
  files['pgcog.config.ts'] = readFileSync(join(shop, 'pgcog.config.ts'), 'utf8');
  files['resolvers.yaml'] = readFileSync(join(shop, 'resolvers.yaml'), 'utf8');
  for (const f of readdirSync(join(shop, 'resolvers'))) files['resolvers/' + f] = readFileSync(join(shop, 'resolvers', f), 'utf8');
  world = await openWorld(template, files, shared);
});
afterAll(() => world?.close());

it('types', async () => {
  for (let i = 0; i < 2; i++) {
  const t0 = performance.now();
  const typed = await typeStatements(world);
  console.log(performance.now() - t0, typed.value.length, formatDiagnostics(typed.diagnostics, new Map(Object.entries(files)), { color: false }));
  if (i === 0) for (const f of typed.value) {
    for (const s of [f.statement, ...f.steps, f.check]) if (s) console.log(s.name, s.permissions.map((p) => `${p.role}:${p.allowed}:${p.reason ?? ''}${p.unchecked.length ? ' ?' + p.unchecked.join(',') : ''}`).join(' | '));
  }
  }
  expect(1).toBe(1);
});
