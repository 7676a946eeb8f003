import { renderResolverSql } from '../../parse/render-resolver-sql.js';
import type { ParameterUse, ResolverSql } from '../../parse/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { analyse } from '../analyse.js';
import type { AnalysedColumn, Analysis } from '../analyse/types.js';
import { analyseOnServer, type FunctionBody } from '../describe/sql-function.js';
import type { Nullability, Rows } from '../types.js';
import type { CustomContext } from './context.js';
import { serverDiagnostic } from './server-diagnostic.js';

export interface PartsInput {
  readonly sql: ResolverSql;
  readonly body: FunctionBody;
  /** Of the text with all parts. */
  readonly tree: string;
  readonly placeholder: (use: ParameterUse) => string;
  /** Numbers of parameters that may be null. */
  readonly nullable: ReadonlySet<number>;
}

/**
 * What holds of a statement whichever of its optional parts are in it: analysed with all of them, without any and with
 * each alone. A condition that a part brings (`and note like :x`) must not make a column "not null".
 */
export async function analyseParts(context: CustomContext, input: PartsInput): Promise<Staged<{ readonly analysis: Analysis; readonly trees: readonly string[] }>> {
  const read = (tree: string): Analysis => analyse({ tree, catalog: context.catalog, views: context.views, serverVersion: context.serverVersion, nullableParameters: input.nullable });
  const names = [...new Set(input.sql.parts.map(({ name }) => name))];
  const choices = names.length === 0 ? [] : [null, ...names];
  const trees = [input.tree];
  const diagnostics: Diagnostic[] = [];
  for (const name of choices) {
    const text = renderResolverSql(input.sql, input.placeholder, { parts: new Set(name === null ? [] : [name]) });
    const answer = await analyseOnServer(context.client, { ...input.body, sql: text.text });
    if (answer.kind === 'analysed') trees.push(answer.tree);
    else if (diagnostics.length === 0) diagnostics.push(partMistake(serverDiagnostic(context.catalog, input.sql, text, answer.failure), name));
  }
  const [all, ...others] = trees.map(read);
  if (all === undefined) throw new Error('statements: no tree');
  return { value: { analysis: others.reduce(both, all), trees }, diagnostics };
}

function partMistake({ message, span, hint }: Diagnostic, name: string | null): Diagnostic {
  const how = name === null ? 'without its optional parts' : `with part ${name} alone`;
  return error('PGC126', `${how} the statement does not hold: ${message}`, span, hint ?? 'let every part hold by itself');
}

/** What both say; `a` has all columns. */
function both(a: Analysis, b: Analysis): Analysis {
  const sameColumns = a.columns.length === b.columns.length && a.columns.every((column, index) => column.name === b.columns[index]?.name);
  const columns = a.columns.map((column, index) => {
    const other = sameColumns ? b.columns[index] : b.columns.find(({ name }) => name === column.name);
    return bothColumns(column, other);
  });
  return {
    ...a, columns,
    rows: bothRows(a.rows, b.rows),
    hasLimit: a.hasLimit && b.hasLimit,
    readOnly: a.readOnly && b.readOnly,
    volatileFunctions: [...new Set([...a.volatileFunctions, ...b.volatileFunctions])].sort((x, y) => x - y),
  };
}

function bothColumns(a: AnalysedColumn, b: AnalysedColumn | undefined): AnalysedColumn {
  return b === undefined ? { ...a, nullability: 'yes' } : { ...a, nullability: bothNull(a.nullability, b.nullability) };
}

function bothNull(a: Nullability, b: Nullability): Nullability {
  if (a === b) return a;
  return a === 'yes' || b === 'yes' ? 'yes' : 'unknown';
}

const certainty: readonly Rows[] = ['none', 'one', 'optional', 'many'];

function bothRows(a: Rows, b: Rows): Rows {
  return certainty.indexOf(a) > certainty.indexOf(b) ? a : b;
}
