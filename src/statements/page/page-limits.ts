import type { PageLimits, ResolverSpec } from '../../config/types.js';
import { parameterPattern } from './parameter-names.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Span } from '../../source/types.js';
import type { Analysis } from '../analyse/types.js';
import type { CustomContext } from '../custom/context.js';
import type { StatementForm } from '../custom/statement-form.js';

/** Whether a resolver's rows come in pages, and how large they are. Null: they do not. */
export function pageLimits(context: CustomContext, spec: ResolverSpec): PageLimits | null {
  if (spec.page === false) return null;
  if (spec.page !== null) return spec.page;
  return spec.orderBy !== null && spec.parent === 'Query' ? context.settings.config.limits.list : null;
}

/** Why a statement cannot have pages. */
export function pageMistakes(spec: ResolverSpec, analysis: Analysis, form: StatementForm, names: readonly string[], span: Span): readonly Diagnostic[] {
  if (spec.parent !== 'Query') {
    const hint = spec.parent === 'Mutation' ? 'read the rows by a Query' : 'give it a limit: ... limit :limit';
    return [error('PGC243', `a field of ${spec.parent} cannot have pages`, span, hint)];
  }
  if (analysis.rows !== 'many') return [error('PGC243', 'the statement gives at most one row, which needs no pages', span, 'remove page and orderBy')];
  if (form.ordered && !form.limited && !form.distinctOn) {
    return [error('PGC242', 'the statement has an ORDER BY of its own, and pages need to know the order', span, 'say it as orderBy: [-createdAt], or page: false')];
  }
  const taken = names.find((name) => parameterPattern.test(name));
  return taken === undefined ? [] : [error('PGC243', `an argument of a paged field cannot be called ${taken}`, span, 'call it otherwise: pages have limit, nextToken and orderBy themselves')];
}
