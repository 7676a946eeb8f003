import type { ResolverSpec } from '../../config/types.js';
import { error } from '../../source/diagnostic.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic } from '../../source/types.js';
import { HARMLESS_VOLATILE } from '../analyse/total-functions.js';
import type { CustomContext } from './context.js';
import type { TypedSql } from './type-sql.js';

const writing = /^(?:insert|update|delete|merge)$/i;

/** What a statement writes by, as a token of it: the verb, a row lock, or a volatile function. */
export function writeMistake(context: CustomContext, spec: ResolverSpec, typed: TypedSql): Diagnostic {
  const { sql, analysis } = typed;
  const names = analysis.volatileFunctions.map((oid) => context.views.routines[oid]?.name ?? '').filter((name) => !HARMLESS_VOLATILE.includes(name));
  const tokens = sql.tokens.filter(({ kind }) => kind !== 'comment');
  const lock = tokens.find((token, index) => /^for$/i.test(token.text) && /^(?:update|share|no|key)$/i.test(tokens[index + 1]?.text ?? ''));
  const called = tokens.find(({ text }) => names.includes(text.toLowerCase().replaceAll('"', '')));
  const verb = tokens.find(({ text }) => writing.test(text));
  const token = lock ?? (names.length > 0 ? called : undefined) ?? verb ?? tokens[0];
  const span = spanIn(sql, token?.start ?? 0, token?.end ?? sql.end);
  const what = lock !== undefined ? 'locks rows' : verb === undefined && names.length > 0 ? `calls ${names[0] ?? ''}, which is VOLATILE` : 'writes';
  const volatile = verb === undefined && lock === undefined && names.length > 0;
  const hint = volatile ? `declare ${names[0] ?? 'it'} STABLE if it only reads; else make this a Mutation` : spec.parent === 'Query' ? `make it Mutation.${spec.field}` : 'write it as a Mutation of its own';
  if (spec.parent === 'Query') return error('PGC250', `Query.${spec.field} ${what}`, span, hint);
  return error('PGC253', `${spec.parent}.${spec.field} ${what}, and fields of a type only read`, span, hint);
}
