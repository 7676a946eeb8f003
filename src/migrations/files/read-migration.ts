import type { Config } from '../../config/types.js';
import { parseFile } from '../../parse/parse-file.js';
import type { Grammar } from '../../parse/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, SourceFile, Staged } from '../../source/types.js';
import { checksum } from './checksum.js';
import { judgeStatement } from './judge-statement.js';
import { readDirectives, usual } from './read-directives.js';
import { readHeader } from './read-header.js';
import { stepsOf, strayDirectives } from './steps-of.js';
import type { ReadMigration } from './types.js';

/** One file; null where its header is not there, so that it cannot be told from others. */
export function readMigration(grammar: Grammar, config: Config, file: SourceFile): Staged<ReadMigration | null> {
  const header = readHeader(file);
  if (header.value === null) return { value: null, diagnostics: header.diagnostics };
  const directives = readDirectives(file, config.templateSchema);
  const parsed = parseFile(grammar, file);
  const spans = parsed.value.map(({ span }) => span);
  const diagnostics: Diagnostic[] = [...header.diagnostics, ...directives.diagnostics, ...parsed.diagnostics];
  for (const { span } of strayDirectives(spans, directives.value)) {
    diagnostics.push(error('PGC705', 'a directive stands between statements', span, 'move it above the statement, on a line of its own'));
  }
  const steps = stepsOf(file, spans, directives.value);
  for (const [index, statement] of parsed.value.entries()) diagnostics.push(...judgeStatement(statement, steps[index] ?? usual, config, file));
  if (parsed.value.length === 0 && parsed.diagnostics.length === 0) {
    diagnostics.push(error('PGC711', `${file.path} holds no statement`, header.value.places.id, 'write what it does, or delete the file'));
  }
  return { value: { ...header.value, path: file.path, checksum: checksum(steps), steps }, diagnostics };
}
