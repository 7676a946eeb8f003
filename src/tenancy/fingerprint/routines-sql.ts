import { remark } from './remark-sql.js';
import { roleSql } from './role-sql.js';

/** Functions, procedures, window functions, aggregates. A body of text comes apart from the rest, as it is. */
export function routineParts(): readonly string[] {
  return [routines];
}

/** Shown as `regproc`, an overloaded function would be printed with its schema. */
const aggregateFunctions = ['aggtransfn', 'aggfinalfn', 'aggcombinefn', 'aggserialfn', 'aggdeserialfn', 'aggmtransfn', 'aggminvtransfn', 'aggmfinalfn'];

const routines = `
  select case p.prokind when 'p' then 'procedure ' when 'a' then 'aggregate ' else 'function ' end || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
    jsonb_build_object('kind', p.prokind, 'owner', ${roleSql('p.proowner')}, 'arguments', pg_get_function_arguments(p.oid),
      'result', pg_get_function_result(p.oid), 'language', (select l.lanname from pg_catalog.pg_language l where l.oid = p.prolang), 'volatility', p.provolatile,
      'strict', p.proisstrict, 'definer', p.prosecdef, 'leakproof', p.proleakproof, 'parallel', p.proparallel, 'cost', p.procost, 'rows', p.prorows,
      'support', nullif(p.prosupport::oid, 0)::regprocedure::text, 'settings', cognition.fingerprint_settings(p.proconfig, schema_name),
      'body', pg_get_function_sqlbody(p.oid), 'file', p.probin, 'transforms', (select jsonb_agg(format_type(one, null)) from unnest(p.protrftypes) as u(one)),
      'aggregate', (select (to_jsonb(a) - '{aggfnoid,aggtranstype,aggmtranstype,aggsortop,${aggregateFunctions.join(',')}}'::text[]) || jsonb_build_object(
        ${aggregateFunctions.map((name) => `'${name}', nullif(a.${name}::oid, 0)::regprocedure::text`).join(', ')},
        'state', format_type(a.aggtranstype, null),
        'moving state', format_type(nullif(a.aggmtranstype, 0), null), 'sort', nullif(a.aggsortop, 0)::regoperator::text)
        from pg_catalog.pg_aggregate a where a.aggfnoid = p.oid),
      'grants', cognition.fingerprint_acl(coalesce(p.proacl, acldefault('f', p.proowner)), slot_oids, slot_names), 'comment', ${remark(1255, 'p.oid')}),
    case when p.prokind <> 'a' and p.prosqlbody is null then p.prosrc end
  from own o join pg_catalog.pg_proc p on p.oid = o.objid where o.classid = 1255 and p.pronamespace = space
    and not exists (select from pg_catalog.pg_depend d where d.classid = 1255 and d.objid = p.oid and d.deptype in ('e', 'i'))`;
