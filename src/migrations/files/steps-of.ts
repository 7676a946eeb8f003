import { sliceText, wholeFile } from '../../source/source-text.js';
import type { SourceFile } from '../../source/types.js';
import type { MigrationStep } from '../types.js';
import { usual, type PlacedDirective } from './read-directives.js';

/** Where a statement stands in its file. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The steps of a file: each of its statements under the last directive before it. */
export function stepsOf(file: SourceFile, statements: readonly Stretch[], directives: readonly PlacedDirective[]): readonly MigrationStep[] {
  return statements.map(({ start, end }, index): MigrationStep => {
    const { kind, home, batch } = directives.filter(({ span }) => span.start < start).at(-1) ?? usual;
    return { number: index + 1, kind, home, batch, sql: sliceText(wholeFile(file), start, end), span: { file: file.path, start, end } };
  });
}

/** Directives in the middle of a statement. */
export function strayDirectives(statements: readonly Stretch[], directives: readonly PlacedDirective[]): readonly PlacedDirective[] {
  return directives.filter(({ span }) => statements.some(({ start, end }) => span.start > start && span.start < end));
}
