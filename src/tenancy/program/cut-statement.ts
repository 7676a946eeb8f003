import type { SplicedText, SqlStatement } from '../../parse/types.js';
import { error, warning } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { cutBody, isDefiner } from './cut-body.js';
import type { CutContext, LeftString } from './cut-context.js';
import { cutSql } from './cut-text.js';
import { toPieces } from './pieces.js';
import { selectIntoTable } from './select-into.js';
import type { ProgramPiece } from './types.js';

/** Cuts one statement. `moved`: its text with names of extensions moved, if that changed it. */
export function cutStatement(context: CutContext, statement: SqlStatement, moved: SplicedText | null): Staged<readonly ProgramPiece[]> {
  const text = moved?.text ?? statement.text;
  const definer = statement.tag === 'CreateFunctionStmt' && isDefiner(statement.ast);
  const cut = cutSql(context, text, { definer, cutBody: (body, home) => cutBody(context, body, home) });
  const diagnostics = cut.left.map((one) => leftDiagnostic(context, statement, moved, one));
  return { value: selectIntoTable(context, statement, toPieces(text, cut.slots)), diagnostics };
}

function leftDiagnostic(context: CutContext, statement: SqlStatement, moved: SplicedText | null, { start, end, definer }: LeftString): Diagnostic {
  const range = moved === null ? { start, end } : moved.sourceRange(start, end);
  const span = { file: statement.span.file, start: statement.span.start + range.start, end: statement.span.start + range.end };
  const name = statement.defines[0]?.name;
  const message = `${name ?? 'this statement'} has a text that names ${context.schema}, which stays the same in every tenant`;
  const finder = statement.tag === 'CreateFunctionStmt' ? 'the function\'s search path' : 'the search path';
  const hint = `leave out the schema: ${finder} finds the tenant's own`;
  return definer ? error('PGC164', message, span, hint) : warning('PGC164', message, span, hint);
}
