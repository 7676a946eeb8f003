/** Builds PostGraphile's GraphQL schema from a loaded database: node postgraphile.mjs HOST PORT DATABASE */
import { makeSchema } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import pg from 'pg';

const [host, port, database] = process.argv.slice(2);
const pool = new pg.Pool({ host, port: Number(port), database, user: 'postgres' });
const { schema } = await makeSchema({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ pool, schemas: ['tenant_template'] })],
});
if (Object.keys(schema.getTypeMap()).length < 20) throw new Error('PostGraphile saw no tables');
await pool.end();
