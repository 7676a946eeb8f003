import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../../../src/postgres/start-server.js';
import type { PostgresServer, ServerMajor } from '../../../src/postgres/types.js';
import type { Config } from '../../../src/config/types.js';
import { makeConfig } from '../../catalog/support.js';
import { makeLandlord, type Landlord } from '../../support/landlord.js';

export const everyKind = readFileSync(join(import.meta.dirname, 'every-kind.sql'), 'utf8');

/** One server for a test file, and a landlord at a time: the server takes few connections. */
export function landlords(version: ServerMajor = 17) {
  let server: Promise<PostgresServer> | null = null;
  const open: Landlord[] = [];
  return {
    async make(template: string | Readonly<Record<string, string>>, changes: Partial<Config> = {}): Promise<Landlord> {
      for (const old of open.splice(0)) await old.close();
      const files = typeof template === 'string' ? { 'tenant_template/a.sql': template } : template;
      const landlord = await makeLandlord({ server: await (server ??= startServer({ version, passwords: true })), files, config: makeConfig(changes) });
      open.push(landlord);
      return landlord;
    },
    async stop(): Promise<void> {
      for (const landlord of open) await landlord.close();
      await (await server)?.stop();
    },
  };
}
