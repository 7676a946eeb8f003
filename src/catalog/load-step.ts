import type { SplicedText, SqlStatement } from '../parse/types.js';
import { quoteIdentifier } from '../postgres/quote.js';
import { fixedSchemas } from './scope.js';

/** A statement of the template as it is sent to the server. */
export interface LoadStep {
  readonly statement: SqlStatement;
  /** Its number among all steps: what the event trigger notes down. */
  readonly index: number;
  readonly text: string;
  /** Set where names of extensions were moved: the way from `text` back to the statement's own. */
  readonly moved: SplicedText | null;
  /** Schema that unqualified names belong to: the template's, or `shared`. */
  readonly home: string;
  readonly searchPath: readonly string[];
}

/** Files under `shared/` make the schema beside the tenants; all others the template. */
export function homeOf(statement: SqlStatement, templateSchema: string): string {
  return statement.span.file.startsWith(`${fixedSchemas.shared}/`) ? fixedSchemas.shared : templateSchema;
}

/** What the statement's file has set, or its home; with `extensions` behind, since that is where extensions are. */
export function searchPathOf(statement: SqlStatement, home: string): readonly string[] {
  const path = statement.searchPath ?? [home];
  return path.includes(fixedSchemas.extensions) ? path : [...path, fixedSchemas.extensions];
}

/** SQL that sets the stage for a step inside the loading transaction; `before`: the step that ran before it, if any. */
export function stepPrelude(step: LoadStep, before?: LoadStep): string {
  const path = pathSql(step.searchPath);
  const stays = before !== undefined && pathSql(before.searchPath) === path;
  return `set local pgcog.statement = '${step.index}';\n${stays ? '' : `set local search_path = ${path};\n`}`;
}

export function pathSql(path: readonly string[]): string {
  return path.map((name) => quoteIdentifier(name)).join(', ') || "''";
}
