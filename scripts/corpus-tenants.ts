/** node scripts/ts.mjs scripts/corpus-tenants.ts DIR: every `DIR/*.sql` as a template, and a tenant made from it. */
import { readSchemas } from './corpus/read-schemas.js';
import { tenantLine, tryTenant } from './corpus/try-tenant.js';
import { startServer } from '../src/postgres/start-server.js';

const [folder, only] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: node scripts/ts.mjs scripts/corpus-tenants.ts DIR [NAME]   (a folder of *.sql, each a schema tenant_template)\n');
  process.exitCode = 2;
} else {
  const { schemas, roles } = readSchemas(folder);
  const server = await startServer({ version: 17, passwords: true });
  let failed = 0;
  try {
    for (const schema of schemas.filter(({ name }) => only === undefined || name === only)) {
      const report = await tryTenant(server, schema, roles);
      process.stdout.write(`${tenantLine(report)}\n`);
      failed += report.failures.length === 0 ? 0 : 1;
    }
  } finally {
    await server.stop();
  }
  process.stdout.write(failed === 0 ? 'every tenant is as its template\n' : `${failed} schemas failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
