import { hashTemplate } from '../../src/migrations/files/hash-template.js';
import { readHeader } from '../../src/migrations/files/read-header.js';
import { readFiles } from '../../src/source/read-files.js';
import { info } from '../../src/source/diagnostic.js';
import type { Diagnostic, SourceFile } from '../../src/source/types.js';

/**
 * For `generate`: a line where the template is not the one that the last migration was written for, by their texts alone.
 * Nothing where there are no migrations, or where the last one does not say what it was written for.
 */
export async function missingMigration(root: string, template: readonly SourceFile[]): Promise<readonly Diagnostic[]> {
  const headers = (await readFiles(root, ['migrations/*.sql'])).map((file) => readHeader(file).value).filter((header) => header !== null);
  const heads = headers.filter(({ id }) => !headers.some(({ after }) => after === id));
  const known = heads.map((header) => header.template).filter((hash) => hash !== null);
  if (known.length === 0 || known.includes(hashTemplate(template))) return [];
  return [info('PGC731', 'a migration is missing: pgcog-gen migration NAME', null)];
}
