import { child, findAll, strings, text } from '../../catalog/ast.js';
import type { AstNode, Grammar, SqlStatement } from '../../parse/types.js';
import { quoteLiteral } from '../../postgres/quote.js';

/** A label as its type is made with it, and as it is called since. */
interface Label {
  readonly made: string;
  readonly now: string;
}

/** A type that a statement makes, as far as it was read. */
interface Enumeration {
  /** Where its CREATE TYPE stands. */
  readonly at: number;
  readonly labels: readonly Label[];
}

/** What a type's labels can be asked by. */
const asksFor = /\b(?:enum_range|enum_first|enum_last|pg_enum)\b/iu;

/** What runs at once. */
const running: ReadonlySet<string> = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'SelectStmt', 'CopyStmt', 'CreateTableAsStmt', 'RefreshMatViewStmt']);
const runningAnything: ReadonlySet<string> = new Set(['DoStmt', 'CallStmt']);

/**
 * `ALTER TYPE ... ADD VALUE` put into the CREATE TYPE that it belongs to. A tenant is made in one transaction, where
 * PostgreSQL lets nobody use a label that the same transaction adds; from 17 on it does for a type that the transaction
 * has made, but not within a subtransaction (`AddEnumLabel`).
 */
export function foldLabels(grammar: Grammar, statements: readonly SqlStatement[], templateSchema: string): readonly SqlStatement[] {
  const known = new Map<string, Enumeration>();
  const folded = new Map<number, readonly Label[]>();
  const gone = new Set<number>();
  const asks = askers(statements);
  statements.forEach((statement, at) => {
    const { tag, ast } = statement;
    if (asks(statement)) known.clear();
    const name = nameOf(tag, ast, templateSchema);
    if (name === null) return;
    const before = tag === 'CreateEnumStmt' ? { at, labels: [] } : known.get(name);
    known.delete(name);
    const labels = before === undefined ? null : changed(before.labels, tag, ast);
    if (before === undefined || labels === null) return;
    known.set((tag === 'RenameStmt' ? text(ast, 'newname') : null) ?? name, { at: before.at, labels });
    if (tag !== 'AlterEnumStmt' || text(ast, 'oldVal') !== null) return;
    folded.set(before.at, labels);
    gone.add(at);
  });
  return statements.flatMap((statement, at) => (gone.has(at) ? [] : [withLabels(grammar, statement, folded.get(at) ?? null)]));
}

/** Whether a statement may ask for labels when it is run, itself or by a function of the template: those that come behind it must not be there yet. */
function askers(statements: readonly SqlStatement[]): (statement: SqlStatement) => boolean {
  if (!statements.some(({ text: sql }) => asksFor.test(sql))) return () => false;
  const own = new Set(statements.filter(({ tag }) => tag === 'CreateFunctionStmt').flatMap(({ defines }) => defines.map(({ name }) => name)));
  const calls = (ast: AstNode): boolean => findAll(ast, 'FuncCall').some((call) => own.has(strings(call, 'funcname').at(-1) ?? ''));
  return ({ tag, text: sql, ast }) => runningAnything.has(tag) || (running.has(tag) && (asksFor.test(sql) || calls(ast)));
}

/** Of the template's type that a statement makes or changes, without its schema; null: it is about something else. */
function nameOf(tag: string, ast: AstNode, templateSchema: string): string | null {
  const isRename = tag === 'RenameStmt' && ast['renameType'] === 'OBJECT_TYPE';
  if (!isRename && tag !== 'CreateEnumStmt' && tag !== 'AlterEnumStmt') return null;
  const [name, schema] = [...(isRename ? strings(child(child(ast, 'object'), 'List'), 'items') : strings(ast, 'typeName'))].reverse();
  return schema === undefined || schema === templateSchema ? name ?? null : null;
}

/** The labels behind a statement; null where they cannot be the type's from the start. */
function changed(labels: readonly Label[], tag: string, ast: AstNode): readonly Label[] | null {
  if (tag === 'RenameStmt') return labels;
  if (tag === 'CreateEnumStmt') return strings(ast, 'vals').map((label) => ({ made: label, now: label }));
  const [old, label, neighbour] = [text(ast, 'oldVal'), text(ast, 'newVal') ?? '', text(ast, 'newValNeighbor')];
  if (old !== null) return labels.map((one) => (one.now === old ? { ...one, now: label } : one));
  if (labels.some(({ now }) => now === label)) return ast['skipIfNewValExists'] === true ? labels : null;
  const beside = neighbour === null ? labels.length : labels.findIndex(({ now }) => now === neighbour);
  if (beside < 0 || labels.some(({ made }) => made === label)) return null;
  const at = neighbour !== null && ast['newValIsAfter'] === true ? beside + 1 : beside;
  return [...labels.slice(0, at), { made: label, now: label }, ...labels.slice(at)];
}

function withLabels(grammar: Grammar, statement: SqlStatement, labels: readonly Label[] | null): SqlStatement {
  if (labels === null) return statement;
  const list = grammar.scan(statement.text).find((token) => token.kind === 'punctuation' && token.text === '(');
  return { ...statement, text: `${statement.text.slice(0, list?.start)}(${labels.map(({ made }) => quoteLiteral(made)).join(', ')})` };
}
