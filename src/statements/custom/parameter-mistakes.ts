import type { ResolverSql } from '../../parse/types.js';
import { error } from '../../source/diagnostic.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic } from '../../source/types.js';
import type { Described } from '../describe/describe-parameters.js';
import { keyOf } from '../describe/occurrence.js';
import { typeText } from '../codec/type-text.js';
import type { CustomContext } from './context.js';

/** One error for each parameter that nothing gives a type, with the line to add. */
export function unknownTypes(sql: ResolverSql, keys: readonly string[]): readonly Diagnostic[] {
  return keys.map((key) => {
    const use = sql.parameters.find((one) => keyOf(one) === key);
    const hint = `add its type: args: { ${key}: text }, or cast it: :${key}::text`;
    return error('PGC210', `nothing says what type :${key} has`, spanIn(sql, use?.start ?? 0, use?.end ?? sql.end), hint);
  });
}

/** Two places that want different types, both shown. */
export function disagreement(context: CustomContext, sql: ResolverSql, { key, types }: Extract<Described, { kind: 'disagreement' }>): Diagnostic {
  const text = (oid: number): string => typeText(context.catalog, oid, -1).replaceAll('{tenant}.', '');
  const [first] = types;
  const second = types.find(({ type }) => type !== first?.type) ?? first;
  const place = (one: typeof first): ReturnType<typeof spanIn> => spanIn(sql, one?.occurrence.use.start ?? 0, one?.occurrence.use.end ?? sql.end);
  const names = [text(first?.type ?? 0), text(second?.type ?? 0)];
  const hint = `say which it is, args: { ${key}: ${names[0] ?? 'text'} }, and cast it where it must be another`;
  return error('PGC211', `:${key} is ${names[1] ?? ''} here and ${names[0] ?? ''} elsewhere`, place(second), hint, [{ message: `${names[0] ?? ''} here`, span: place(first) }]);
}
