import { error } from '../source/diagnostic.js';
import { readSources } from '../source/read-files.js';
import { wholeFile } from '../source/source-text.js';
import type { Diagnostic, SourceFile } from '../source/types.js';
import { newDraft } from './spec-draft.js';
import type { Config, Spec } from './types.js';

const patterns = ['resolvers.yaml', 'resolvers.yml', 'resolvers/**/*.{sql,yaml,yml}'];

export interface ReadSpec {
  readonly spec: Spec;
  readonly files: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads `resolvers.yaml` and all of `resolvers/`. Where no YAML says what is wanted, every table and view has CRUD; a
 * YAML file that is silent about crud wants none.
 */
export async function readSpec(root: string, config: Config, rolesKnown: boolean): Promise<ReadSpec> {
  const { value: files, diagnostics } = await readSources(root, patterns);
  const draft = newDraft(config, rolesKnown);
  draft.diagnostics.push(...diagnostics);
  const queries = files.filter((file) => file.path.endsWith('.sql'));
  const documents = files.filter((file) => !file.path.endsWith('.sql'));
  if (documents.length === 0 && diagnostics.length === 0) draft.spec.crudAll = true;
  draft.diagnostics.push(...severalSpecs(documents));
  if (documents.length > 0) {
    const { addDocument } = await import('./spec-document.js');
    for (const file of documents) addDocument(draft, wholeFile(file));
  }
  if (queries.length > 0) {
    const { addResolverFile } = await import('./resolver-file.js');
    for (const file of queries) addResolverFile(draft, file);
  }
  return { spec: draft.spec, files, diagnostics: draft.diagnostics };
}

function severalSpecs(documents: readonly SourceFile[]): Diagnostic[] {
  const [first, second] = documents.filter((file) => !file.path.includes('/'));
  if (first === undefined || second === undefined) return [];
  const message = `the spec is in ${first.path} and in ${second.path}`;
  return [error('PGC060', message, { file: second.path, start: 0, end: 0 }, 'keep one of them, or move one into resolvers/')];
}
