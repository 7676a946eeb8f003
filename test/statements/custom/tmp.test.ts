import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatDiagnostics } from '../../../src/source/format-diagnostics.js';
import { openWorld, typeSpec, type World } from './support.js';
let world: World;
beforeAll(async () => { world = await openWorld('create table a (id int primary key);', { 'pgcog.config.ts': 'export default { defaultGrants: true };', 'resolvers.yaml': 'version: 1\nmembers: true\n' }); });
afterAll(() => world?.close());
it('members', async () => {
  const typed = await typeSpec(world, 'members: true\n');
  console.log(formatDiagnostics(typed.diagnostics, new Map(), { color: false }));
  for (const f of typed.fields.values()) console.log(f.parent, f.field, f.statement?.permissions.map((p) => `${p.role}:${p.allowed}:${p.reason ?? ''}${p.unchecked.length ? ' ?' + p.unchecked.join(',') : ''}`).join(' | '));
  expect(1).toBe(1);
});
