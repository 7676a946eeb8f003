import type { Config } from '../../config/types.js';
import { parseFile } from '../../parse/parse-file.js';
import type { Grammar, SqlStatement } from '../../parse/types.js';
import { error } from '../../source/diagnostic.js';
import { sliceText, wholeFile } from '../../source/source-text.js';
import type { Diagnostic, SourceFile, Staged } from '../../source/types.js';
import type { MigrationStep } from '../types.js';
import { checksum } from './checksum.js';
import { judgeStatement } from './judge-statement.js';
import { readDirectives, usual, type PlacedDirective } from './read-directives.js';
import { readHeader } from './read-header.js';
import type { ReadMigration, StepDirective } from './types.js';

/** One file; null where its header is not there, so that it cannot be told from others. */
export function readMigration(grammar: Grammar, config: Config, file: SourceFile): Staged<ReadMigration | null> {
  const header = readHeader(file);
  if (header.value === null) return { value: null, diagnostics: header.diagnostics };
  const directives = readDirectives(file, config.templateSchema);
  const parsed = parseFile(grammar, file);
  const diagnostics: Diagnostic[] = [...header.diagnostics, ...directives.diagnostics, ...parsed.diagnostics];
  for (const { span } of directives.value.filter((one) => parsed.value.some((statement) => isInside(one, statement)))) {
    diagnostics.push(error('PGC705', 'a directive stands between statements', span, 'move it above the statement, on a line of its own'));
  }
  const steps = parsed.value.map((statement, index): MigrationStep => {
    const { kind, home, batch } = directiveOf(statement, directives.value);
    diagnostics.push(...judgeStatement(statement, { kind, home, batch }, config, file));
    return { number: index + 1, kind, home, batch, sql: sliceText(wholeFile(file), statement.span.start, statement.span.end), span: statement.span };
  });
  if (parsed.value.length === 0 && parsed.diagnostics.length === 0) {
    diagnostics.push(error('PGC711', `${file.path} holds no statement`, header.value.places.id, 'write what it does, or delete the file'));
  }
  return { value: { ...header.value, path: file.path, checksum: checksum(steps), steps }, diagnostics };
}

function isInside({ span }: PlacedDirective, statement: SqlStatement): boolean {
  return span.start > statement.span.start && span.start < statement.span.end;
}

function directiveOf(statement: SqlStatement, directives: readonly PlacedDirective[]): StepDirective {
  return directives.filter(({ span }) => span.start < statement.span.start).at(-1) ?? usual;
}
