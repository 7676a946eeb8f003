import type { Diagnostic, Staged } from '../../source/types.js';
import type { FieldStatement } from '../types.js';
import type { CustomContext } from './context.js';
import { typeResolver } from './type-resolver.js';
import { searchPathOf } from './type-sql.js';

/**
 * Types the spec's own resolvers, in its order. The session's search_path is what a tenant's would be meanwhile; it must
 * not be in a transaction. Throws only for a broken connection and our own bugs.
 */
export async function typeCustom(context: CustomContext): Promise<Staged<readonly FieldStatement[]>> {
  const { resolvers } = context.settings.spec;
  if (resolvers.length === 0) return { value: [], diagnostics: [] };
  await context.client.query(`set search_path = ${searchPathOf(context)}`);
  const value: FieldStatement[] = [];
  const diagnostics: Diagnostic[] = [];
  try {
    for (const spec of resolvers) {
      const typed = await typeResolver(context, spec);
      diagnostics.push(...typed.diagnostics);
      if (typed.value !== null) value.push(typed.value);
    }
  } finally {
    await context.client.query('reset search_path');
  }
  return { value, diagnostics };
}
