import type { PostgresServer } from '../../../src/postgres/types.js';
import type { Io } from '../../io.js';
import type { Stops } from './create-stops.js';

/** The server where templates are loaded and statements typed: started when it is asked for, and kept. */
export type Scratch = (version: 17 | 18) => Promise<PostgresServer>;

/** Embedded, or behind PGCOG_DATABASE_URL as for `pgcog-gen`. Whoever stops it stops nothing. */
export function createScratch({ env }: Pick<Io, 'env'>, stops: Pick<Stops, 'add'>): Scratch {
  const servers = new Map<17 | 18, Promise<PostgresServer>>();
  return (version) => {
    const there = servers.get(version);
    if (there !== undefined) return there;
    const starting = start(version, env).then((server) => {
      stops.add(() => server.stop());
      return { ...server, connect: (database: string) => server.connect(database), stop: () => Promise.resolve() };
    });
    servers.set(version, starting);
    starting.catch(() => servers.delete(version));
    return starting;
  };
}

async function start(version: 17 | 18, env: Io['env']): Promise<PostgresServer> {
  const { startServer } = await import('../../../src/postgres/start-server.js');
  const databaseUrl = env['PGCOG_DATABASE_URL'];
  return startServer({ version, environment: env, ...(databaseUrl !== undefined && { databaseUrl }) });
}
