import { createHash } from 'node:crypto';
import type { InstalledExtensions } from '../../catalog/extensions.js';
import { homeOf, searchPathOf } from '../../catalog/load-step.js';
import { moveExtensionNames } from '../../catalog/move-extension-names.js';
import { applicationAdmins } from '../../catalog/scratch-roles.js';
import type { Config } from '../../config/types.js';
import type { Grammar, SqlStatement } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { cutContext, type CutContext } from './cut-context.js';
import { cutStatement } from './cut-statement.js';
import { haveExactRows } from './exact-rows.js';
import { foldLabels } from './fold-labels.js';
import { storedPieces } from './pieces.js';
import type { ProgramPiece, ProgramStep, TemplateProgram } from './types.js';

export interface CutInput {
  readonly grammar: Grammar;
  /** In the order of running: `LoadPlan.run`. Those of `shared/` are left out. */
  readonly statements: readonly SqlStatement[];
  readonly config: Config;
  /** Whose names were moved to schema `extensions`; null: there are none. */
  readonly installed: InstalledExtensions | null;
  /** What loading the template has said already: it is not said again. */
  readonly said?: readonly Diagnostic[];
}

/**
 * The program that makes a tenant: each statement of the template cut once into literal pieces and slots for schema and
 * roles, by the rules of tenancy ("Template program"). A string that names the template and is none of PostgreSQL's own
 * names stays as it is: a warning, in a SECURITY DEFINER function an error.
 */
export function cutProgram({ grammar, statements, config, installed, said = [] }: CutInput): Staged<TemplateProgram> {
  const context = cutContext(grammar, config);
  const all = foldLabels(grammar, statements.filter((statement) => homeOf(statement, config.templateSchema) === config.templateSchema), config.templateSchema);
  const isOnce = (statement: SqlStatement): boolean => config.templateSchema !== 'public' && isOutside(statement);
  const own = all.filter((statement) => !isOnce(statement));
  const once = all.filter(isOnce).map(({ text }) => text);
  const diagnostics: Diagnostic[] = [];
  const added = config.defaultGrants ? defaultGrants(context, config) : [];
  const steps = own.map((statement): ProgramStep => {
    const moved = installed === null ? null : moveExtensionNames(grammar, statement, installed);
    const cut = cutStatement(context, statement, moved);
    diagnostics.push(...cut.diagnostics);
    return { pieces: cut.value, path: pathPieces(context, searchPathOf(statement, config.templateSchema)), span: statement.span };
  });
  const program = { templateSchema: config.templateSchema, roles: config.roles, knownRoles: config.knownRoles, exactRows: haveExactRows(own), steps: [...steps, ...added], once };
  return { value: { version: digest(program), ...program }, diagnostics: diagnostics.filter((one) => !said.some((other) => isSame(one, other))) };
}

function isSame(one: Diagnostic, other: Diagnostic): boolean {
  return one.code === other.code && one.span?.file === other.span?.file && one.span?.start === other.span?.start;
}

/** What it makes, or all it is about, is in schema `public`, which all tenants share. */
function isOutside({ defines, needs }: SqlStatement): boolean {
  const names = defines.length > 0 ? defines.slice(0, 1) : needs.filter(({ kind }) => kind === 'relation' || kind === 'function' || kind === 'type');
  return names.length > 0 && names.every(({ schema }) => schema === 'public');
}

function pathPieces(context: CutContext, path: readonly string[]): readonly ProgramPiece[] {
  const names = path.map((name): ProgramPiece => (name === context.schema ? { kind: 'schema' } : quoteIdentifier(name)));
  return names.length === 0 ? ["''"] : names.flatMap((name, i) => (i === 0 ? [name] : [', ', name]));
}

/** `defaultGrants`: admins do everything, users read; for trying things out. */
function defaultGrants(context: CutContext, config: Config): readonly ProgramStep[] {
  return ['tables', 'sequences', 'routines'].flatMap((kind) => {
    const grant = (right: string, role: string, others: string): ProgramStep => ({
      pieces: [`grant ${right} on all ${kind} in schema `, { kind: 'schema' }, ' to ', { kind: 'role', role }, others],
      path: pathPieces(context, [config.templateSchema]),
      span: null,
    });
    return [grant('all', 'admins', `, ${applicationAdmins}`), grant(kind === 'routines' ? 'execute' : 'select', 'users', '')];
  });
}

function digest(program: Omit<TemplateProgram, 'version'>): string {
  const steps = program.steps.map(({ pieces, path }) => [storedPieces(pieces), storedPieces(path)]);
  return createHash('sha256').update(JSON.stringify([program.templateSchema, program.roles, program.knownRoles, program.exactRows, steps])).digest('hex');
}
