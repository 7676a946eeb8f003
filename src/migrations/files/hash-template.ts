import { createHash } from 'node:crypto';
import { fixedSchemas } from '../../catalog/scope.js';
import { outline } from '../../parse/outline.js';
import { compareCodePoints } from '../../source/compare-code-points.js';
import type { SourceFile } from '../../source/types.js';
import { normaliseSql } from './normalise-sql.js';

/**
 * SHA-256, in hexadecimal, of a template's statements as they are written, whatever the files they stand in and their
 * order: the loader puts them in order. It takes no grammar and no server.
 */
export function hashTemplate(files: readonly SourceFile[]): string {
  const statements = files.flatMap(({ path, text }) => {
    const home = path.startsWith(`${fixedSchemas.shared}/`) ? 'shared' : 'tenant';
    return outline(text).pieces.map(({ start, end }) => JSON.stringify([home, normaliseSql(text.slice(start, end))]));
  });
  return createHash('sha256').update(statements.sort(compareCodePoints).join('\n')).digest('hex');
}
