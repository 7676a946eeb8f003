import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine } from '../../src/config/types.js';
import type { CorpusSchema } from './read-schemas.js';

export interface ProjectInput {
  readonly schema: CorpusSchema;
  readonly roles: readonly string[];
  readonly engine: Engine;
  /** YAML behind `crud` and `relations`. */
  readonly more: string;
}

export function writeFiles(root: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** A project for one schema: its SQL, everything that `crud` and `relations` can make, grants for trying things out. */
export function writeProject(root: string, { schema, roles, engine, more }: ProjectInput): void {
  const config = JSON.stringify({ engine, defaultGrants: true, knownRoles: roles });
  writeFiles(root, new Map([
    [`tenant_template/${schema.name}.sql`, schema.sql],
    ['pgcog.config.ts', `export default ${config};\n`],
    ['resolvers.yaml', `version: 1\ncrud: '*'\nrelations: auto\n${more}`],
  ]));
}
