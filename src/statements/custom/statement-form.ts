import { renderResolverSql } from '../../parse/render-resolver-sql.js';
import type { AstNode, Grammar, ResolverSql } from '../../parse/types.js';

/** What the tree of the outermost query says. */
export interface StatementForm {
  readonly ordered: boolean;
  readonly limited: boolean;
  /** DISTINCT ON needs its ORDER BY. */
  readonly distinctOn: boolean;
  readonly node: AstNode;
}

export function statementForm(grammar: Grammar, sql: ResolverSql): StatementForm {
  const text = renderResolverSql(sql, (use) => (use.rows ? '(select null)' : '($1)'), { parts: 'all' });
  const node = grammar.parse(text.text).statements[0]?.node ?? {};
  const distinct = node['distinctClause'];
  return {
    node, ordered: node['sortClause'] !== undefined, limited: node['limitCount'] !== undefined,
    distinctOn: Array.isArray(distinct) && distinct.some((one: unknown) => typeof one === 'object' && one !== null && Object.keys(one).length > 0),
  };
}
