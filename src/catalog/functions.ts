import { compareCodePoints } from '../source/compare-code-points.js';
import { flagByRole, type RawPrivileges } from './privileges.js';
import { extensionMember, internalPart, joinComment, rolePrivileges, schemaKind, type Scope } from './scope.js';
import type { Spans } from './spans.js';
import type { FunctionArgument, Oid, PgFunction } from './types.js';

/** A row of pg_proc. */
export interface RawFunction {
  readonly oid: Oid;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'f' | 'p' | 'a' | 'w';
  /** All arguments; null where all are plain input (then `input_types`). */
  readonly all_types: readonly Oid[] | null;
  readonly input_types: readonly Oid[];
  readonly modes: readonly ('i' | 'o' | 'b' | 'v' | 't')[] | null;
  readonly names: readonly string[] | null;
  /** Number of defaults; they belong to the last input arguments. */
  readonly defaults: number;
  /** By argument: its default is the constant null; null where the function has no defaults. */
  readonly null_defaults: readonly (boolean | null)[] | null;
  readonly returns: Oid;
  readonly returns_set: boolean;
  readonly volatility: 'i' | 's' | 'v';
  readonly strict: boolean;
  readonly security_definer: boolean;
  readonly language: string;
  readonly signature: string;
  readonly execute: RawPrivileges;
  readonly comment: string | null;
}

export function functionsSql(scope: Scope): string {
  return `
    select p.oid::int8, n.nspname as schema, p.proname as name, p.prokind as kind,
      pg_catalog.to_json(p.proallargtypes::int8[]) as all_types, pg_catalog.to_json(p.proargtypes::oid[]::int8[]) as input_types,
      pg_catalog.to_json(p.proargmodes) as modes, pg_catalog.to_json(p.proargnames) as names,
      p.pronargdefaults as defaults,
      case when p.pronargdefaults > 0 then (select pg_catalog.to_json(array_agg(pg_get_function_arg_default(p.oid, i) ~ '^NULL(::|$)' order by i))
        from generate_series(1, coalesce(cardinality(p.proallargtypes), p.pronargs)) as i) end as null_defaults,
      p.prorettype::int8 as returns, p.proretset as returns_set, p.provolatile as volatility,
      p.proisstrict as strict, p.prosecdef as security_definer, l.lanname as language,
      pg_catalog.format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)) as signature,
      ${rolePrivileges(scope, ["has_function_privilege(role.oid, p.oid, 'EXECUTE')"])} as execute,
      remark.description as comment
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
    ${joinComment('pg_proc', 'p.oid')}
    where p.pronamespace = any (${scope.namespaces}) and not ${extensionMember('pg_proc', 'p.oid')} and not ${internalPart('pg_proc', 'p.oid')}`;
}

const kinds = { f: 'function', p: 'procedure', a: 'aggregate', w: 'window' } as const;
const modes = { i: 'in', o: 'out', b: 'inout', v: 'variadic', t: 'table' } as const;
const volatilities = { i: 'immutable', s: 'stable', v: 'volatile' } as const;

export function toFunction(raw: RawFunction, scope: Scope, spans: Spans): PgFunction {
  return {
    kind: kinds[raw.kind],
    oid: raw.oid,
    schema: raw.schema,
    schemaKind: schemaKind(scope, raw.schema),
    name: raw.name,
    arguments: toArguments(raw),
    returns: raw.returns,
    returnsSet: raw.returns_set,
    volatility: volatilities[raw.volatility],
    strict: raw.strict,
    securityDefiner: raw.security_definer,
    language: raw.language,
    signature: raw.signature,
    execute: flagByRole(scope.roles, raw.execute),
    comment: raw.comment,
    span: spans.object('pg_proc', raw.oid),
  };
}

function toArguments(raw: RawFunction): readonly FunctionArgument[] {
  const types = raw.all_types ?? raw.input_types;
  const argumentModes = types.map((_, i) => modes[raw.modes?.[i] ?? 'i']);
  const inputs = argumentModes.filter(isInput).length;
  let input = 0;
  return types.map((type, i): FunctionArgument => {
    const mode = argumentModes[i] ?? 'in';
    if (isInput(mode)) input += 1;
    return { name: raw.names?.[i] || null, mode, type, hasDefault: isInput(mode) && input > inputs - raw.defaults, nullDefault: raw.null_defaults?.[i] ?? false };
  });
}

function isInput(mode: FunctionArgument['mode']): boolean {
  return mode === 'in' || mode === 'inout' || mode === 'variadic';
}

/** By schema, name, then signature: overloads stand in an order of their own. */
export function compareFunctions(a: PgFunction, b: PgFunction): number {
  return compareCodePoints(a.schema, b.schema) || compareCodePoints(a.name, b.name) || compareCodePoints(a.signature, b.signature);
}
