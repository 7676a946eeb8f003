import { join } from 'node:path';
import { serverFolder } from './server-folder.js';

/** Where the environment `local` of a project keeps what it has. */
export interface LocalPlace {
  /** Absolute: PostgreSQL's. */
  readonly postgres: string;
  /** Absolute. */
  readonly secrets: string;
  /** As people are told. */
  readonly shown: string;
}

/**
 * Below `.pgcog/local` of the project; its data in the cache directory where PostgreSQL cannot reach that.
 *
 * @param root of the project, absolute
 * @throws as {@link serverFolder}
 */
export async function localPlace(root: string, environment: Readonly<Record<string, string | undefined>>): Promise<LocalPlace> {
  const { own, elsewhere } = await serverFolder(root, 'local', environment);
  return { postgres: elsewhere ?? join(own, 'postgres'), secrets: join(own, 'secrets.json'), shown: elsewhere ?? join('.pgcog', 'local') };
}
