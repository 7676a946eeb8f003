import { error } from '../source/diagnostic.js';
import type { SourceText, Span } from '../source/types.js';
import type { Place } from './place.js';
import { keyOf, placeAt, pointAt } from './place.js';
import { argumentSpecs } from './spec-arguments.js';
import type { SpecDraft } from './spec-draft.js';
import type { ResolverInput } from './spec-form.js';
import { allowedRoles, fieldAuth, isGraphQLName, isTypeName, orderExpressions, pageLimits, typeAt } from './spec-parts.js';
import { filledSql, stepSpecs } from './spec-steps.js';
import type { LambdaSettings, ResolverBody, ResolverSpec, ResultOverride } from './types.js';

/** What is known of a resolver before its options are read. */
export interface ResolverStart {
  readonly parent: string;
  readonly field: string;
  readonly span: Span;
  /** Of a file of its own, behind the header. */
  readonly sql: SourceText | null;
}

/** Builds a resolver of options that have the right form; null, and said so, where it has nothing to run. */
export function resolverSpec(draft: SpecDraft, start: ResolverStart, input: ResolverInput, place: Place): ResolverSpec | null {
  const body = resolverBody(draft, start, input, place);
  if (body === null) return null;
  sayWithoutEffect(draft, body, input, place);
  return {
    kind: 'resolver', parent: start.parent, field: start.field, body, span: start.span,
    args: argumentSpecs(draft, input.args, placeAt(place, 'args')),
    returns: typeAt(draft, input.returns, placeAt(place, 'returns')),
    type: resultType(draft, input.type, placeAt(place, 'type')),
    columns: overrides(input.columns, placeAt(place, 'columns')),
    orderBy: orderExpressions(input.orderBy, placeAt(place, 'orderBy')),
    page: input.page === false ? false : pageLimits(draft, input.page, placeAt(place, 'page')),
    rows: input.rows === 1 ? 'one' : (input.rows ?? null),
    allow: allowedRoles(draft, input.allow, placeAt(place, 'allow')),
    callersGrantedLater: input.callers !== undefined,
    tenantArgument: tenantArgument(draft, input.tenant?.argument, placeAt(place, 'tenant', 'argument')),
    auth: fieldAuth(draft, input.auth, placeAt(place, 'auth')),
    engine: input.engine ?? null,
    description: input.description ?? null,
  };
}

const bodies = ['sql', 'transaction', 'lambda'] as const;

function resolverBody(draft: SpecDraft, start: ResolverStart, input: ResolverInput, place: Place): ResolverBody | null {
  const fromFile = start.sql !== null && start.sql.text.trim() !== '' ? start.sql : null;
  const said = bodies.filter((name) => input[name] !== undefined);
  const name = `${start.parent}.${start.field}`;
  if (said.length + (fromFile === null ? 0 : 1) > 1) {
    const span = keyOf(placeAt(place, said.at(fromFile === null ? 1 : 0) ?? ''));
    const hint = said.includes('lambda') && fromFile !== null ? 'SQL that runs before a Lambda goes under check' : 'keep one of sql, transaction and lambda';
    draft.diagnostics.push(error('PGC047', `${name} has more than one thing to run`, span, hint));
    return null;
  }
  if (fromFile !== null) return { kind: 'sql', sql: fromFile };
  if (input.transaction !== undefined) return { kind: 'transaction', steps: stepSpecs(draft, input.transaction, placeAt(place, 'transaction')) };
  const check = input.check === undefined ? null : filledSql(draft, placeAt(place, 'check'));
  if (input.lambda !== undefined) return { kind: 'lambda', check, settings: lambdaSettings(input.lambda) };
  if (input.sql !== undefined) {
    const sql = filledSql(draft, placeAt(place, 'sql'));
    return sql === null ? null : { kind: 'sql', sql };
  }
  draft.diagnostics.push(error('PGC046', `${name} has nothing to run`, start.span, start.sql === null ? 'add sql, transaction or lambda: true' : 'write its SQL'));
  return null;
}

/** Settings that say nothing are none. */
function lambdaSettings(input: NonNullable<ResolverInput['lambda']>): LambdaSettings | null {
  if (input === true || Object.keys(input).length === 0) return null;
  return { group: input.group ?? null, memory: input.memory ?? null, timeout: input.timeout ?? null };
}

/** Options that a kind of resolver cannot use are mistakes: what was wanted would not happen. */
const useless: Readonly<Record<ResolverBody['kind'], readonly (keyof ResolverInput)[]>> = {
  sql: ['check'],
  transaction: ['check', 'orderBy', 'page', 'rows'],
  lambda: ['columns', 'orderBy', 'page', 'rows'],
};

function sayWithoutEffect(draft: SpecDraft, body: ResolverBody, input: ResolverInput, place: Place): void {
  for (const option of useless[body.kind].filter((name) => input[name] !== undefined)) {
    const what = { sql: 'a single statement', transaction: 'a transaction', lambda: 'a Lambda' }[body.kind];
    const hint = option === 'rows' && body.kind === 'transaction' ? 'say it at the last step: { sql: ..., rows: 1 }' : 'remove it';
    draft.diagnostics.push(error('PGC058', `"${option}" has no effect for ${what}`, keyOf(placeAt(place, option)), hint));
  }
}

function resultType(draft: SpecDraft, name: string | undefined, place: Place): ResolverSpec['type'] {
  const span = pointAt(place);
  return name !== undefined && isTypeName(draft, name, span) ? { name, span } : null;
}

function tenantArgument(draft: SpecDraft, name: string | undefined, place: Place): string | null {
  return name !== undefined && isGraphQLName(draft, 'an argument', name, pointAt(place)) ? name : null;
}

function overrides(columns: ResolverInput['columns'], place: Place): readonly ResultOverride[] {
  return Object.entries(columns ?? {}).map(([column, options]) => {
    const { scalar, nullable } = typeof options === 'string' ? { scalar: options, nullable: null } : options;
    return { column, scalar: scalar ?? null, nullable: nullable ?? null, span: keyOf(placeAt(place, column)) };
  });
}
