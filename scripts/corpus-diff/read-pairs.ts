import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Two states of one schema, of a peer's tests. */
export interface Pair {
  /** `sqldef/datatypes__NumericBoolTypedLiterals` */
  readonly name: string;
  readonly old: string;
  readonly new: string;
  /** The peer itself expects an error. */
  readonly refused: boolean;
}

/** All pairs below a folder, in the order of their names, and the roles of its `roles.sql`. */
export function readPairs(folder: string, only: string | null): { readonly pairs: readonly Pair[]; readonly roles: readonly string[] } {
  const folders = (path: string): readonly string[] => readdirSync(path).filter((name) => statSync(join(path, name)).isDirectory()).sort();
  const names = folders(folder).flatMap((peer) => folders(join(folder, peer)).map((name) => `${peer}/${name}`));
  const rolesFile = join(folder, 'roles.sql');
  return {
    pairs: names.filter((name) => only === null || name.includes(only)).map((name) => readPair(folder, name)),
    roles: existsSync(rolesFile) ? rolesOf(readFileSync(rolesFile, 'utf8')) : [],
  };
}

function readPair(folder: string, name: string): Pair {
  const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8');
  const meta = JSON.parse(read('meta.json')) as Readonly<Record<string, unknown>>;
  return { name, old: read('old.sql'), new: read('new.sql'), refused: typeof meta['error_is'] === 'string' };
}

function rolesOf(sql: string): readonly string[] {
  return [...sql.matchAll(/^CREATE ROLE (?:"((?:[^"]|"")+)"|([a-z_]\w*));/gim)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}
