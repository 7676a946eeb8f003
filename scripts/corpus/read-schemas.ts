import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

export interface CorpusSchema {
  readonly name: string;
  readonly sql: string;
}

export interface Corpus {
  readonly schemas: readonly CorpusSchema[];
  /** Roles that the schemas may name: those of the `*-roles.sql` files, and `postgres`, which every cluster has. */
  readonly roles: readonly string[];
}

const isRoles = (name: string): boolean => name.endsWith('-roles.sql');

function sqlFiles(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.sql')).sort();
}

/** Every `*.sql` in `folder`, and the roles made by `*-roles.sql` in it or beside it. */
export function readSchemas(folder: string): Corpus {
  const here = resolve(folder);
  const roleFiles = [here, dirname(here)].flatMap((place) => sqlFiles(place).filter(isRoles).map((name) => join(place, name)));
  const named = roleFiles.flatMap((path) => rolesOf(readFileSync(path, 'utf8')));
  return {
    schemas: sqlFiles(here).filter((name) => !isRoles(name)).map((name) => ({ name: basename(name, '.sql'), sql: readFileSync(join(here, name), 'utf8') })),
    roles: [...new Set([...named, 'postgres'])].sort(),
  };
}

function rolesOf(sql: string): readonly string[] {
  const found = sql.matchAll(/^\s*create\s+role\s+(?:"((?:[^"]|"")+)"|([a-z_][\w$]*))/gim);
  return [...found].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain?.toLowerCase() ?? '');
}
