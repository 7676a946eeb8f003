import type { SqlParameter, StatementRequest } from '../types.js';

/** Comments, then what a query begins with: SHOW and EXPLAIN read too, but have no place in another query. */
const query = /^(?:\s|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*[\s(]*(?:select|with|values|table)\b/i;

/** What a generated statement begins with: logs name it by that. */
const heading = /^\/\* [^*/]+(?:\/[^*/]+)* \*\/ /;

/**
 * A read that enters as the member itself, so that it is one call. That comes first by data dependency: the query is the
 * inner side of a nested loop that is parameterized by what `cognition.enter` returned, and begins with a filter on it.
 * `offset 0` keeps it a subquery, whose rows come in their order.
 *
 * What PostgreSQL evaluates before it executes does not come after that: the estimates of the planner, and partitions
 * that are left out when an execution begins. Then functions as `cognition.current_user_id` have been asked already, and
 * `enter` refuses with `askedBefore`.
 *
 * @returns null for what may be no query
 */
export function enterAndRead(request: StatementRequest, member: string): StatementRequest | null {
  const { sql, parameters } = request;
  if (!query.test(sql)) return null;
  const [head = ''] = heading.exec(sql) ?? [];
  const name = freeName(parameters);
  return {
    ...request,
    // The line break ends a comment that the statement may end with. Names that stand in the statement must not be these.
    sql: `${head}with cognition_member as materialized (select cognition.enter(:${name}) as id)
select cognition_rows.* from cognition_member cross join lateral (select cognition_row.* from (${sql.slice(head.length)}
) cognition_row where cognition_member.id <> '' offset 0) cognition_rows`,
    parameters: [...parameters, { name, value: { stringValue: member } }],
  };
}

/** SQLSTATE active_sql_transaction: the transaction has asked who the member is before it entered. */
export const askedBefore = '25001';

/** A parameter's name that none of these has. */
function freeName(parameters: readonly SqlParameter[]): string {
  let name = 'cognition_member';
  while (parameters.some((parameter) => parameter.name === name)) name += '_';
  return name;
}
