import { quoteIdentifier } from '../../postgres/quote.js';
import { printableLine } from '../../source/printable.js';
import type { Mending } from './mend-tenant.js';
import type { TenantDrift } from './verify-tenants.js';

/**
 * A script for `psql` that would take a tenant back to the template: one transaction, as who installed the control
 * schema. What differs stands above it as comments, which hold one line each whatever objects are called.
 */
export function mendScript({ tenant, differences }: TenantDrift, { owners, statements, deletes, refusal }: Mending): string {
  const lost = new Set(deletes);
  const comment = (text: string): string => `--   ${printableLine(text)}`;
  const head = [`-- tenant ${printableLine(tenant)}`, ...differences.map(({ object, difference }) => comment(`${object} ${difference}`))];
  if (refusal !== null) return [...head, comment(`no way back was found: ${refusal}`), ''].join('\n');
  return [
    ...head, 'begin;', 'set local search_path = pg_catalog, pg_temp;', 'set local check_function_bodies = off;',
    ...(owners.length === 0 ? [] : ['-- as their owner of now, or a superuser', ...owners.map((sql) => `${sql};`)]),
    `set local role ${quoteIdentifier(`${tenant}_owner`)};`,
    ...statements.map((sql) => `${lost.has(sql) ? '-- deletes data\n' : ''}${sql};`),
    'commit;', '',
  ].join('\n');
}
