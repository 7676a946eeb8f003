import { children, child, isNode, tagged, text as textOf } from '../../catalog/ast.js';
import { searchPathOf } from '../../catalog/load-step.js';
import { fixedSchemas } from '../../catalog/scope.js';
import type { Config } from '../../config/types.js';
import { parseFile } from '../../parse/parse-file.js';
import type { Grammar, SqlStatement } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import { hasErrors } from '../../source/diagnostic.js';
import { cutContext, type CutContext } from '../../tenancy/program/cut-context.js';
import { cutStatement } from '../../tenancy/program/cut-statement.js';
import { storedPieces } from '../../tenancy/program/pieces.js';
import type { ProgramPiece } from '../../tenancy/program/types.js';
import { lateSteps } from '../files/late-steps.js';
import type { MigrationFile, MigrationStep } from '../types.js';
import { rangeOf } from './cut-batch.js';
import { isInert } from './is-inert.js';
import { MigrationRefused } from './migration-refused.js';
import { outsideOf, withoutConcurrently } from './outside-of.js';
import type { CutMigration, StoredStep } from './types.js';

/**
 * Cuts a migration's statements into pieces and slots, as the template's are when a program is made of them.
 *
 * @throws MigrationRefused PGC646 for a statement that cannot be a step of its kind
 */
export function cutMigration(grammar: Grammar, config: Config, file: MigrationFile): CutMigration {
  const context = cutContext(grammar, config);
  const late = lateSteps(grammar, file.steps);
  const steps = file.steps.map((step) => ({ ...cutStep(context, config, { file, step }), late: late.has(step.number) }));
  return { number: file.number, id: file.id, after: file.after, checksum: file.checksum, steps };
}

interface Place {
  readonly file: MigrationFile;
  readonly step: MigrationStep;
}

function cutStep(context: CutContext, config: Config, place: Place): Omit<StoredStep, 'late'> {
  const { step } = place;
  const statement = readStep(context.grammar, step, (why) => refused(place, why));
  const outside = outsideOf(statement, (why) => refused(place, why));
  if (outside !== null && step.kind !== 'alone') throw refused(place, 'PostgreSQL does not run this in a transaction', '-- pgcog step alone');
  const shared = step.home === 'shared';
  const cut = (sql: string): readonly string[] => (shared ? [sql] : storedPieces(slotsOf(context, sql, place)));
  const ranged = step.kind === 'batched' ? rangeOf(context.grammar, statement, step, (why) => refused(place, why)) : null;
  const sql = extensionOf(statement) ?? statement.text.trim();
  const pieces = ranged === null ? cut(sql) : withRange(cut(ranged.sql), ranged.mark);
  const forTemplate = outside === null ? sql : withoutConcurrently(context.grammar, sql, outside);
  return {
    step: step.number, kind: step.kind, home: step.home, statement: statement.text.trim(), pieces,
    path: storedPieces(pathOf(context, statement, shared ? fixedSchemas.shared : config.templateSchema)),
    templatePieces: ranged !== null ? pieces : forTemplate === null ? null : cut(forTemplate),
    batch: ranged?.batch ?? null, outside, careful: isCareful(statement), inert: step.kind !== 'batched' && isInert(statement),
  };
}

function refused({ file, step }: Place, why: string, hint = 'see docs: migrations'): MigrationRefused {
  return new MigrationRefused('PGC646', `${file.path}, step ${step.number}: ${why}`, hint);
}

/** Its one statement. */
function readStep(grammar: Grammar, { sql }: MigrationStep, refuse: (why: string) => Error): SqlStatement {
  const { value, diagnostics } = parseFile(grammar, { path: sql.file, text: sql.text });
  const [statement, second] = value;
  if (hasErrors(diagnostics)) throw refuse(diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'it cannot be read');
  if (statement === undefined || second !== undefined) throw refuse('a step is one statement');
  if (statement.tag === 'TransactionStmt') throw refuse('transactions are the runner\'s');
  return statement;
}

function slotsOf(context: CutContext, sql: string, place: Place): readonly ProgramPiece[] {
  const { value: [statement], diagnostics } = parseFile(context.grammar, { path: place.file.path, text: sql });
  if (statement === undefined) throw refused(place, diagnostics[0]?.message ?? 'it cannot be read');
  const cut = cutStatement(context, statement, null);
  const wrong = cut.diagnostics.find(({ severity }) => severity === 'error');
  if (wrong !== undefined) throw refused(place, wrong.message, wrong.hint ?? undefined);
  return cut.value;
}

/** The runner has made it by now, where all extensions are: who may make it is not the control schema's owner. */
function extensionOf({ tag, ast }: SqlStatement): string | null {
  return tag === 'CreateExtensionStmt' ? `create extension if not exists ${quoteIdentifier(textOf(ast, 'extname') ?? '')} with schema extensions` : null;
}

/** The range of a batch takes the place of its mark. */
function withRange(pieces: readonly string[], mark: string): readonly string[] {
  return pieces.flatMap((piece, at) => {
    const [before = '', after] = at % 2 === 0 ? piece.split(mark) : [piece];
    return after === undefined ? [piece] : [before, 'range', after];
  });
}

function pathOf(context: CutContext, statement: SqlStatement, home: string): readonly ProgramPiece[] {
  return searchPathOf({ ...statement, searchPath: null }, home).flatMap((name, at): readonly ProgramPiece[] => {
    const piece: ProgramPiece = name === context.schema ? { kind: 'schema' } : quoteIdentifier(name);
    return at === 0 ? [piece] : [', ', piece];
  });
}

/** Statements that make no view, no function, no right, and nothing that could reach outside. */
const plain = new Set(['IndexStmt', 'UpdateStmt', 'InsertStmt', 'DeleteStmt', 'DropStmt', 'CommentStmt', 'RenameStmt', 'AlterEnumStmt', 'VacuumStmt', 'ReindexStmt']);
const plainChanges = new Set(['AT_AddColumn', 'AT_DropColumn', 'AT_SetNotNull', 'AT_DropNotNull', 'AT_ColumnDefault', 'AT_ValidateConstraint', 'AT_DropConstraint', 'AT_SetStatistics', 'AT_SetRelOptions']);

function isCareful({ tag, ast }: SqlStatement): boolean {
  if (tag !== 'AlterTableStmt') return !plain.has(tag);
  return tagged(ast, 'cmds', 'AlterTableCmd').some((one) => !plainChanges.has(textOf(one, 'subtype') ?? '') || hasReference(child(child(one, 'def'), 'ColumnDef')));
}

function hasReference(column: ReturnType<typeof child>): boolean {
  return children(column, 'constraints').some((one) => isNode(one['Constraint']) && one['Constraint']['contype'] === 'CONSTR_FOREIGN');
}
