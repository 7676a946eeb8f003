import { findName } from '../../catalog/name-place.js';
import { quotedNames } from '../../catalog/server-diagnostic.js';
import { lexemeAt } from '../../parse/lexemes.js';
import type { SplicedText } from '../../parse/types.js';
import type { SqlFailure } from '../../postgres/types.js';
import { error } from '../../source/diagnostic.js';
import { codePointOffsets } from '../../source/positions.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic, Span } from '../../source/types.js';
import type { MigrationStep } from '../types.js';

/** The server's refusal of a step at its place in the file: where the server points, else a name that it says, else the statement's first word. */
export function replayFailure(failure: SqlFailure, step: MigrationStep, moved: SplicedText | null): Diagnostic {
  const message = failure.detail === null ? failure.message : `${failure.message}: ${failure.detail.replace(/\.$/u, '')}`;
  return error('PGC720', message, placeOf(failure, step, moved), failure.hint ?? hintFor(failure));
}

function placeOf({ position, message, detail }: SqlFailure, { sql }: MigrationStep, moved: SplicedText | null): Span {
  const there = position === null ? null : codePointOffsets(moved?.text ?? sql.text)(position - 1);
  const said = [...quotedNames(message), ...quotedNames(detail ?? '')].map((name) => findName(sql.text, name.split('.').at(-1) ?? name));
  const named = said.find((found) => found >= 0) ?? 0;
  const at = there === null ? named : Math.min(moved === null ? there : moved.toSource(there), sql.text.length);
  return spanIn(sql, at, at < sql.text.length ? lexemeAt(sql.text, at).end : at);
}

/** Source of the states: PostgreSQL's "Error Codes". */
function hintFor({ sqlState }: SqlFailure): string | null {
  if (sqlState === '55P04') return 'let the new value be committed first: write above the ALTER TYPE: -- pgcog step alone';
  if (sqlState === '25001') return 'write above it: -- pgcog step alone';
  return sqlState === '42501' ? 'a migration is run by the owner of the tenant, who is no superuser' : null;
}
