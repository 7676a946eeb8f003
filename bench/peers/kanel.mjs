/** Writes kanel's types for a loaded database: node kanel.mjs HOST PORT DATABASE FOLDER */
import { createRequire } from 'node:module';

const kanel = createRequire(import.meta.url)('kanel');
const [host, port, database, outputPath] = process.argv.slice(2);
await kanel.processDatabase({
  connection: { host, port: Number(port), database, user: 'postgres' },
  schemaNames: ['tenant_template'],
  typescriptConfig: { enumStyle: 'literal-union' },
  generators: [kanel.makePgTsGenerator()],
  outputPath,
});
