import type { SqlSession } from '../postgres/sql-session.js';
import { lexemeAt } from '../parse/lexemes.js';
import type { SqlStatement } from '../parse/types.js';
import { quoteIdentifier } from '../postgres/quote.js';
import { refusalOf } from '../postgres/failure.js';
import { closest } from '../source/closest.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic, Span } from '../source/types.js';
import { child, tagged, text } from './ast.js';
import { fixedSchemas } from './scope.js';

/** What `CREATE EXTENSION` statements ask for. */
export interface WantedExtension {
  readonly name: string;
  /** Schema that the text puts it in; names may be qualified with it. */
  readonly schema: string | null;
  readonly span: Span;
}

/** An extension's own names, so that `public.citext` can be found where it went. */
export interface InstalledExtensions {
  /** Schemas the texts had them in. */
  readonly formerSchemas: ReadonlySet<string>;
  readonly memberNames: ReadonlySet<string>;
}

export function wantedExtension(statement: SqlStatement, fileText: string): WantedExtension | null {
  if (statement.tag !== 'CreateExtensionStmt') return null;
  const name = text(statement.ast, 'extname');
  if (name === null) return null;
  const options = tagged(statement.ast, 'options', 'DefElem');
  const schema = options.find((option) => text(option, 'defname') === 'schema');
  const { file, start, end } = statement.span;
  const at = nameOffset(fileText.slice(start, end), name);
  const place = start + at;
  return { name, schema: text(child(child(schema ?? null, 'arg'), 'String'), 'sval'), span: { file, start: place, end: at === 0 ? end : lexemeAt(fileText, place).end } };
}

/** The tree gives an extension's name no location. */
function nameOffset(statement: string, name: string): number {
  const at = statement.toLowerCase().indexOf(name.toLowerCase(), 'create extension'.length);
  return at < 0 ? 0 : statement[at - 1] === '"' ? at - 1 : at;
}

/**
 * Installs each extension once, in schema `extensions` unless it insists on another, by the scratch superuser: in
 * production the database's administrator does it. A version in the text is ignored, as the scratch server has one only.
 */
export async function installExtensions(admin: SqlSession, wanted: readonly WantedExtension[]): Promise<readonly Diagnostic[]> {
  if (wanted.length === 0) return [];
  const available = await availableExtensions(admin);
  const diagnostics: Diagnostic[] = [];
  for (const one of wanted) {
    const fixed = available.get(one.name);
    if (fixed === undefined) diagnostics.push(unavailable(one, [...available.keys()]));
    else diagnostics.push(...(await install(admin, one, fixed ?? fixedSchemas.extensions)));
  }
  return diagnostics;
}

/** Name to the schema it must be in, or null. */
async function availableExtensions(admin: SqlSession): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await admin.query<{ name: string; schema: string | null }>(
    `select e.name, v.schema from pg_available_extensions e
     left join pg_available_extension_versions v on v.name = e.name and v.version = e.default_version order by e.name collate "C"`,
  );
  return new Map(rows.map((row) => [row.name, row.schema]));
}

async function install(admin: SqlSession, wanted: WantedExtension, schema: string): Promise<readonly Diagnostic[]> {
  try {
    await admin.query(`create extension if not exists ${quoteIdentifier(wanted.name)} with schema ${quoteIdentifier(schema)} cascade`);
    return [];
  } catch (thrown) {
    const failure = refusalOf(thrown);
    return [error('PGC154', `extension ${wanted.name} cannot be installed: ${failure.message}`, wanted.span, failure.hint ?? failure.detail)];
  }
}

function unavailable(wanted: WantedExtension, available: readonly string[]): Diagnostic {
  const near = closest(wanted.name, available);
  const elsewhere = '--database-url names a server of yours that has it';
  const hint = near === null ? `${elsewhere}; select name from pg_available_extensions lists what a server has` : `did you mean ${near}? Otherwise ${elsewhere}`;
  return error('PGC154', `the server has no extension ${wanted.name}`, wanted.span, hint);
}

/** Names of the types, functions, operator classes and the like that the wanted extensions brought. */
export async function installedExtensions(admin: SqlSession, wanted: readonly WantedExtension[]): Promise<InstalledExtensions> {
  const formerSchemas = new Set(wanted.flatMap((one) => one.schema ?? []).filter((schema) => schema !== fixedSchemas.extensions));
  if (formerSchemas.size === 0) return { formerSchemas, memberNames: new Set() };
  const { rows } = await admin.query<{ name: string }>(
    `select distinct (pg_identify_object_as_address(d.classid, d.objid, 0)).object_names[2] as name
     from pg_depend d join pg_extension x on x.oid = d.refobjid and d.refclassid = 'pg_extension'::regclass
     where d.deptype = 'e' and d.classid in ('pg_proc'::regclass, 'pg_class'::regclass, 'pg_ts_dict'::regclass, 'pg_ts_config'::regclass)
       and x.extname <> 'plpgsql'
     union select t.typname from pg_type t where t.typnamespace = '${fixedSchemas.extensions}'::regnamespace
     union select c.opcname from pg_opclass c where c.opcnamespace = '${fixedSchemas.extensions}'::regnamespace
     union select o.oprname from pg_operator o where o.oprnamespace = '${fixedSchemas.extensions}'::regnamespace`,
  );
  return { formerSchemas, memberNames: new Set(rows.map((row) => row.name)) };
}
