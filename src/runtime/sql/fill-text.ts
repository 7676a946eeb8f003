import { scanSql } from './scan.js';
import { quoteSchema } from './tenant.js';

/**
 * Hand-written SQL with the tenant's schema for each `{tenant}` that is no part of a literal, a quoted name or a comment,
 * and the names of its `:name` parameters.
 *
 * @param tenant only looked at where there is a place for it
 * @throws CallError not_authorized where a tenant is needed and this is none
 */
export function fillText(text: string, tenant: unknown): { readonly sql: string; readonly names: ReadonlySet<string> } {
  const names = new Set<string>();
  let [sql, at] = ['', 0];
  for (const { kind, name, start, end } of scanSql(text)) {
    if (kind === 'parameter') names.add(name);
    else {
      sql += text.slice(at, start) + quoteSchema(tenant);
      at = end;
    }
  }
  return { sql: sql + text.slice(at), names };
}
