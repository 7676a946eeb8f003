import type { Config } from '../config/types.js';
import { classify } from '../parse/classify.js';
import { orderStatements } from '../parse/order-statements.js';
import { parseFileInSteps } from '../parse/parse-file.js';
import type { Grammar, ObjectName, SqlStatement } from '../parse/types.js';
import { error, hasErrors, info, warning } from '../source/diagnostic.js';
import { atOnce, type Steps } from '../source/steps.js';
import type { Diagnostic, SourceFile, Staged } from '../source/types.js';
import { text } from './ast.js';
import { wantedExtension, type WantedExtension } from './extensions.js';
import { judgeRoles } from './judge-roles.js';
import { homeOf } from './load-step.js';
import { headSpan } from './name-place.js';
import type { LeftOut } from './run-steps.js';
import { fixedSchemas } from './scope.js';
import { temporaryTables } from './temporary-tables.js';

/** What is to be done with the template's statements, decided before a server is asked. */
export interface LoadPlan {
  /** In the order of running. */
  readonly run: readonly SqlStatement[];
  readonly extensions: readonly WantedExtension[];
  readonly leftOut: LeftOut;
  /** Files that switch the checking of function bodies off, as pg_dump does. */
  readonly uncheckedBodies: ReadonlySet<string>;
}

/** Text that an SQL file has by its path. */
export type FileTexts = ReadonlyMap<string, string>;

export function planLoad(grammar: Grammar, files: readonly SourceFile[], config: Config): Staged<LoadPlan> {
  return atOnce(planLoadInSteps(grammar, files, config));
}

/** The same in steps: it takes long, and a server can be made ready meanwhile. */
export function* planLoadInSteps(grammar: Grammar, files: readonly SourceFile[], config: Config): Steps<Staged<LoadPlan>> {
  const parsed: Staged<readonly SqlStatement[]>[] = [];
  for (const file of files) parsed.push(yield* parseFileInSteps(grammar, file));
  yield;
  const texts: FileTexts = new Map(files.map((file) => [file.path, file.text]));
  const ordered = orderStatements(parsed.flatMap((one) => one.value), config.templateSchema);
  const diagnostics = [...parsed.flatMap((one) => one.diagnostics), ...ordered.diagnostics];
  if (!hasErrors(diagnostics)) diagnostics.push(...emptyTemplate(ordered.value));
  const unread = files.flatMap((file, i) => unreadTexts(file, parsed[i]));
  const sorted = sortOut(ordered.value, config, texts);
  diagnostics.push(...sorted.value.run.flatMap((one) => temporaryTables(grammar, one)));
  const leftOut = { ...sorted.value.leftOut, texts: unread };
  return { value: { ...sorted.value, leftOut }, diagnostics: [...diagnostics, ...mergeOwners(sorted.diagnostics)] };
}

/** What stands around a syntax error, between the statements that could be read. */
function unreadTexts(file: SourceFile, parsed: Staged<readonly SqlStatement[]> | undefined): readonly string[] {
  const spans = (parsed?.value ?? []).map((one) => one.span);
  const faults = (parsed?.diagnostics ?? []).filter((one) => one.code === 'PGC100').flatMap((one) => one.span ?? []).sort((a, b) => a.start - b.start);
  const texts = new Map<number, string>();
  let next = 0;
  for (const fault of faults) {
    while ((spans[next]?.end ?? Infinity) <= fault.start) next += 1;
    const start = spans[next - 1]?.end ?? 0;
    // Of several faults between the same statements there is one text.
    if (!texts.has(start)) texts.set(start, file.text.slice(start, spans[next]?.start ?? file.text.length));
  }
  return [...texts.values()];
}

function emptyTemplate(statements: readonly SqlStatement[]): readonly Diagnostic[] {
  if (statements.some((one) => one.defines.length > 0 || one.needs.length > 0)) return [];
  return [error('PGC168', 'the template defines nothing', null, 'write CREATE TABLE statements into tenant_template/*.sql')];
}

function sortOut(statements: readonly SqlStatement[], config: Config, texts: FileTexts): Staged<LoadPlan> {
  const run: SqlStatement[] = [];
  const extensions: WantedExtension[] = [];
  const missing: ObjectName[] = [];
  const diagnostics: Diagnostic[] = [];
  const refusedSchemas = new Set<string>();
  for (const statement of statements) {
    const fileText = texts.get(statement.span.file) ?? '';
    const verdict = verdictOn(statement, config, fileText);
    const told = refusedSchemas.has(statement.defines[0]?.schema ?? '') && verdict.diagnostics.every(({ code }) => code === 'PGC108');
    if (!told) diagnostics.push(...verdict.diagnostics);
    if (statement.tag === 'CreateSchemaStmt' && hasErrors(verdict.diagnostics)) refusedSchemas.add(text(statement.ast, 'schemaname') ?? '');
    if (hasErrors(verdict.diagnostics)) missing.push(...statement.defines);
    const extension = wantedExtension(statement, fileText);
    if (extension !== null) extensions.push(extension);
    else if (!verdict.drop) run.push(statement);
  }
  const uncheckedBodies = new Set(statements.filter(switchesChecksOff).map((one) => one.span.file));
  return { value: { run, extensions, leftOut: { objects: missing, texts: [] }, uncheckedBodies }, diagnostics };
}

function verdictOn(statement: SqlStatement, config: Config, fileText: string): { readonly drop: boolean; readonly diagnostics: readonly Diagnostic[] } {
  const { kind, action, diagnostics } = classify(statement);
  if (action !== 'run') return { drop: true, diagnostics };
  if (kind === 'schema') return { drop: true, diagnostics: foreignSchema(statement, config) };
  const astray = inOtherSchema(statement, config);
  const roles = judgeRoles(statement, config, fileText);
  return { drop: roles.drop || hasErrors(astray), diagnostics: [...diagnostics, ...astray, ...roles.diagnostics] };
}

/** The template's schema and `shared` are made by the tool, whatever the text says. */
function foreignSchema(statement: SqlStatement, config: Config): readonly Diagnostic[] {
  const name = text(statement.ast, 'schemaname') ?? '';
  if (statement.ast['schemaElts'] !== undefined) {
    return [error('PGC108', 'statements inside CREATE SCHEMA are not taken', statement.span, 'write them as statements of their own')];
  }
  if ([config.templateSchema, fixedSchemas.shared, fixedSchemas.extensions].includes(name)) return [];
  const span = headSpan(statement);
  const hint = `a tenant has one schema: put its objects into ${config.templateSchema}, or into shared/*.sql if all tenants use the same ones`;
  return [error('PGC108', `schema ${name} is not the template's`, span, hint)];
}

/**
 * A file of the template is run once a tenant, one of `shared/` once: each may only make things of its own. `public` is
 * nobody's; a dump of a whole database may bring something there that the template uses.
 */
function inOtherSchema(statement: SqlStatement, config: Config): readonly Diagnostic[] {
  const made = statement.defines[0];
  const home = homeOf(statement, config.templateSchema);
  const needed = home === fixedSchemas.shared ? statement.needs.find(({ schema }) => schema === config.templateSchema) : undefined;
  if (needed !== undefined) {
    const message = `${home} is there once, and ${needed.schema ?? ''}.${needed.name} once for each tenant`;
    return [error('PGC108', message, needed.span, 'move this to tenant_template/, or what it needs to shared/')];
  }
  if (made === undefined || !['relation', 'type', 'function'].includes(made.kind)) return [];
  return madeElsewhere(statement, made, home, config);
}

function madeElsewhere(statement: SqlStatement, made: ObjectName, home: string, config: Config): readonly Diagnostic[] {
  const schema = made.schema ?? statement.searchPath?.find((one) => one !== '$user') ?? home;
  const known: readonly string[] = [home, fixedSchemas.extensions, fixedSchemas.cognition];
  if (known.includes(schema) || schema.startsWith('pg_') || schema === '') return [];
  const where = `${schema}.${made.name} does not belong to schema ${home}`;
  if (schema === 'public') {
    const way = made.schema === null ? 'delete SET search_path: names without a schema are the tenant\'s own' : 'move it to shared/*.sql, or write its name without a schema';
    return [warning('PGC169', `${where}: all tenants would share it`, headSpan(statement), way)];
  }
  const folders: Readonly<Record<string, string>> = { [fixedSchemas.shared]: 'shared/', [config.templateSchema]: 'tenant_template/' };
  const folder = folders[schema];
  const way = folder === undefined ? `write its name without a schema: a tenant has one, ${home}` : `move the statement to a file under ${folder}`;
  return [error('PGC108', where, headSpan(statement), way)];
}

function switchesChecksOff(statement: SqlStatement): boolean {
  return statement.tag === 'VariableSetStmt' && text(statement.ast, 'name') === 'check_function_bodies' && /(?:false|off|0|no)\W*$/i.test(statement.text);
}

/** A dump says an owner after each object: one line tells it all. */
function mergeOwners(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const codes = ['PGC110', 'PGC111'];
  const owners = diagnostics.filter((one) => codes.includes(one.code));
  const rest = diagnostics.filter((one) => !codes.includes(one.code));
  const first = owners[0];
  if (first === undefined || owners.length === 1) return [...rest, ...owners];
  const defaults = owners.filter((one) => one.code === 'PGC111').length;
  const parts = [`${owners.length - defaults} of OWNER TO`, `${defaults} of ALTER DEFAULT PRIVILEGES FOR ROLE`].filter((part) => !part.startsWith('0 '));
  return [...rest, info('PGC110', `left out, as each tenant has an owner of its own: ${parts.join(', ')}`, first.span)];
}
