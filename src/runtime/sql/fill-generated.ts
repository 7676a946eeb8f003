import { checkTenant } from './tenant.js';

/** What may look like a place and is none: literals, dollar quotes and quoted names; casts. The generator writes no comments. */
const lexeme = /\be'(?:[^'\\]|\\[^]|'\s*\n\s*')*'?|'[^']*'?|"[^"]*"?|(?<![\w$])\$(\w*)\$[^]*?(?:\$\1\$|$)|::|:(\w+)|\{tenant\}/gi;

/**
 * A generated statement's text with the tenant's schema for each `{tenant}`, and the names of its `:name` parameters.
 * A literal that begins with it names an object, `'{tenant}.orders'::regclass`: the generator hides what users write so.
 * Other SQL has more forms that a place can hide in.
 *
 * @param tenant only looked at where there is a place for it
 * @throws CallError not_authorized where a tenant is needed and this is none
 */
export function fillGenerated(text: string, tenant: string | null): readonly [sql: string, names: ReadonlySet<string>] {
  const names = new Set<string>();
  const sql = text.replace(lexeme, (found: string, _quote: unknown, name: string | undefined) => {
    if (name !== undefined) names.add(name);
    return found.replace(/^(e?')?{tenant}/i, (_, open = '') => `${open}"${checkTenant(tenant)}"`);
  });
  return [sql, names];
}
