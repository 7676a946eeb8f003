import type { AstNode, Grammar } from '../../parse/types.js';

/** One statement of a text that PostgreSQL would take as a whole, and the Data API would not. */
export interface CutStatement {
  readonly kind: 'begin' | 'commit' | 'rollback' | 'query' | 'other';
  readonly text: string;
}

const kinds: Readonly<Record<string, CutStatement['kind']>> = {
  TRANS_STMT_BEGIN: 'begin', TRANS_STMT_START: 'begin', TRANS_STMT_COMMIT: 'commit', TRANS_STMT_ROLLBACK: 'rollback',
};

/**
 * The statements of a text, by PostgreSQL's own grammar.
 *
 * @throws Error where the grammar cannot read it: such text is nobody's but ours
 */
export function cutStatements(grammar: Grammar, text: string): readonly CutStatement[] {
  const { statements, fault } = grammar.parse(text);
  if (fault !== null) throw new Error(`${fault.message} at ${fault.at} of ${text.slice(0, 200)}`);
  return statements.map(({ tag, node, start, end }) => {
    const kind = tag === 'TransactionStmt' ? (kinds[String(node['kind'])] ?? 'other') : tag === 'SelectStmt' && !writes(node) ? 'query' : 'other';
    return { kind, text: text.slice(start, end).trim() };
  });
}

/** `SELECT INTO`, and a WITH that writes: these cannot stand in a FROM. */
function writes(node: AstNode): boolean {
  return 'intoClause' in node || hasWrite(node['withClause']);
}

const writing: ReadonlySet<string> = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

function hasWrite(tree: unknown): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  return Object.entries(tree).some(([key, value]) => writing.has(key) || hasWrite(value));
}

/**
 * `$1` as `:p1`, wherever PostgreSQL's scanner sees a parameter: never in a literal, a comment or a function's body. Lists
 * travel as text, so their type is said: `:p2::text[]`.
 */
export function nameParameters(grammar: Grammar, text: string, values: readonly unknown[]): string {
  let named = '';
  let at = 0;
  for (const { kind, text: written, start, end } of grammar.scan(text)) {
    if (kind !== 'parameter') continue;
    const number = Number(written.slice(1));
    named += `${text.slice(at, start)}:p${number}${Array.isArray(values[number - 1]) ? '::text[]' : ''}`;
    at = end;
  }
  return named + text.slice(at);
}
