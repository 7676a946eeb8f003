import { commentEdits } from './comment-edits.js';
import { splice } from './splice.js';
import type { Edit, ParameterUse, ResolverSql, SplicedText } from './types.js';

/** Parts that are in the text; edits (offsets into the SQL's own text) that are applied with the rest. */
export interface RenderOptions {
  readonly parts: 'all' | ReadonlySet<string>;
  readonly edits?: readonly Edit[];
}

/**
 * A resolver's SQL as one statement: parameters replaced by what `replace` gives (put it in parentheses, so that it
 * cannot grow together with its neighbours), parts left out, comments and the closing `;` stripped. The result maps
 * every offset back to `sql.text`, so that the server's positions can be shown in the user's file.
 */
export function renderResolverSql(sql: ResolverSql, replace: (use: ParameterUse) => string, options: RenderOptions): SplicedText {
  return splice(sql.text, resolverEdits(sql, replace, options));
}

/** The edits that {@link renderResolverSql} makes, in order of place. Edits inside what is left out are dropped. */
export function resolverEdits(sql: ResolverSql, replace: (use: ParameterUse) => string, options: RenderOptions): readonly Edit[] {
  const { parts } = options;
  const absent = sql.parts.filter((part) => parts !== 'all' && !parts.has(part.name));
  const gaps = [...absent.map((part) => ({ start: part.markerStart, end: part.end, text: '' })), ...margins(sql)];
  const removed = gaps.filter((edit) => edit.end > edit.start);
  const kept = [
    ...sql.parameters.map((use) => ({ start: use.start, end: use.end, text: replace(use) })),
    ...commentEdits(sql.tokens, sql.text),
    ...(options.edits ?? []),
  ].filter((edit) => !removed.some((gap) => edit.start >= gap.start && edit.end <= gap.end));
  return [...removed, ...kept].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** What stands before the first token and behind the last. */
function margins(sql: ResolverSql): readonly Edit[] {
  const first = sql.tokens.find((token) => token.kind !== 'comment' || sql.parts.some((part) => part.markerStart === token.start));
  return [{ start: 0, end: first?.start ?? 0, text: '' }, { start: sql.end, end: sql.text.length, text: '' }];
}
