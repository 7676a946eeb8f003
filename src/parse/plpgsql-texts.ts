import { isNode } from './tree.js';
import type { PlPgSqlText } from './types.js';

/** PostgreSQL's RawParseMode: 0 a statement, 1 a type, 2 an expression, 3 to 5 assignments to a target of that many parts. */
const kinds: Readonly<Record<number, PlPgSqlText['kind']>> = { 0: 'statement', 1: 'type', 2: 'expression' };

/** The SQL in the tree of a PL/pgSQL function, in no certain order. */
export function plPgSqlTexts(tree: unknown): readonly PlPgSqlText[] {
  const found: PlPgSqlText[] = [];
  const open: unknown[] = [tree];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...(next as unknown[]));
    else if (isNode(next)) {
      const { query, parseMode = 0, typname } = next;
      if (typeof query === 'string') found.push({ kind: kinds[Number(parseMode)] ?? 'assignment', text: query });
      if (typeof typname === 'string') found.push({ kind: 'type', text: typname });
      open.push(...Object.values(next));
    }
  }
  return found;
}
