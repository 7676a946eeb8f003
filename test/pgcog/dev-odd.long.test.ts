import { expect, it } from 'vitest';
import { devRuns } from './dev-runs.js';
import { edit } from './dev-support.js';

const { project, start } = devRuns();

it('lives through settings that name another schema for the template', async () => {
  const root = project({ 'pgcog.config.ts': 'export default {\n};\n' });
  const dev = await start(root);
  await dev.ready();
  edit(root, 'pgcog.config.ts', '{\n', "{\n  templateSchema: 'blueprint',\n");
  await dev.until(({ event, diagnostics }) => event === 'mistakes' && JSON.stringify(diagnostics).includes('PGC634'), 'being refused');
  expect((await dev.state()).text).toContain("the template of this database was written in the schema tenant_template, the settings say blueprint\n  = help: put templateSchema: 'tenant_template' back");
  expect((await dev.ask('ann', '{ listCustomers { items { name } } }')).data).toEqual({ listCustomers: { items: [{ name: 'Ada of acme' }] } });
  edit(root, 'pgcog.config.ts', "  templateSchema: 'blueprint',\n", '');
  await dev.ready();
  expect(await dev.stop()).toBe(0);
});
