import { loadGrammar } from '../../src/parse/load-grammar.js';
import { parseFile } from '../../src/parse/parse-file.js';
import { findAll, isNode } from '../../src/catalog/ast.js';
import type { Count, Tally } from './types.js';

const none = (all: number): Count => ({ taken: 0, all });

/** Counts the objects of a template that could not be loaded, from its text: none of them is taken. */
export async function writtenObjects(path: string, text: string): Promise<Tally> {
  const { value: statements } = parseFile(await loadGrammar(), { path, text });
  const made = (tag: string): typeof statements => statements.filter((one) => one.tag === tag);
  const tables = made('CreateStmt');
  const whole = tables.filter(({ ast }) => !isNode(ast['partbound']));
  const columns = whole.flatMap(({ ast }) => findAll(ast['tableElts'], 'ColumnDef'));
  const keys = statements.flatMap(({ ast }) => findAll(ast, 'Constraint')).filter((one) => one['contype'] === 'CONSTR_FOREIGN');
  return {
    tables: none(whole.length + made('ViewStmt').length + made('CreateTableAsStmt').length),
    columns: none(columns.length),
    relations: none(keys.length),
    functions: none(made('CreateFunctionStmt').length),
    partitions: tables.length - whole.length,
    notNull: none(0),
    viewColumns: none(0),
    leftOut: [],
  };
}
