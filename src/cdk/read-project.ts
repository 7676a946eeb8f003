import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AuthMode } from '../config/auth-mode.js';
import type { LambdaSettings } from '../config/types.js';

/** An entry of generated/resolvers.json, as far as it is deployed by. */
export interface ResolverEntry {
  readonly type: string;
  readonly field: string;
  readonly engine: 'js' | 'vtl';
  readonly files: { readonly code: string } | { readonly request: string; readonly response: string };
  /** `statements`, `lambda` or `none`. */
  readonly dataSource: string;
  readonly lambda?: LambdaSettings;
  readonly maxBatchSize: number;
  readonly runtime: { readonly name: string; readonly version: string } | null;
  readonly auth: readonly AuthMode[];
}

/** What `pgcog-gen generate` has written. */
export interface GeneratedApi {
  readonly resolvers: readonly ResolverEntry[];
  /** Hash of all statements that the data source's function knows. */
  readonly manifest: string;
  readonly schemaFile: string;
  readonly schema: string;
  /** A file that resolvers.json names. */
  read(path: string): string;
}

/**
 * Reads generated/ of a project.
 *
 * @throws Error where a file is not there or is of another version
 */
export function readProject(project: string): GeneratedApi {
  const root = resolve(project);
  const read = (path: string): string => {
    try {
      return readFileSync(join(root, path), 'utf8');
    } catch (error) {
      throw new Error(`${path} cannot be read in ${root}: run pgcog-gen generate first`, { cause: error });
    }
  };
  const { v, resolvers } = JSON.parse(read('generated/resolvers.json')) as { readonly v: unknown; readonly resolvers: readonly ResolverEntry[] };
  const statements = JSON.parse(read('generated/statements.json')) as { readonly v: unknown; readonly manifest: string };
  if (v !== 1 || statements.v !== 1 || !/^[0-9a-f]{6,64}$/.test(statements.manifest)) throw new Error('generated/ is of another version of pg-cognition: run pgcog-gen generate');
  return { resolvers, manifest: statements.manifest, schema: read('generated/schema.graphql'), schemaFile: join(root, 'generated/schema.graphql'), read };
}

/** `none`: the resolver's payload is its result, and no function is called. */
export const isLocal = ({ dataSource }: Pick<ResolverEntry, 'dataSource'>): boolean => /^none$/i.test(dataSource);
