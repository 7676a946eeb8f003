import type { Oid } from '../../catalog/types.js';
import type { ResolverSql } from '../../parse/types.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { keyOf, type Occurrence } from '../describe/occurrence.js';
import type { CustomContext } from './context.js';
import type { SqlInput } from './inputs.js';
import { findSource, sourceType, type Source } from './sources.js';
import { isDiagnostic } from './spec-type.js';

export interface Occurrences {
  readonly occurrences: readonly Occurrence[];
  /** Types that the spec, the parent or a step says. */
  readonly declared: ReadonlyMap<string, Oid>;
  readonly sources: ReadonlyMap<string, Source>;
}

/** The places of all parameters, with what is known of them before the server is asked. */
export function findOccurrences(context: CustomContext, input: SqlInput, sql: ResolverSql): Staged<Occurrences> {
  const diagnostics: Diagnostic[] = partsWithoutArgument(input, sql);
  const declared = new Map<string, Oid>();
  const sources = new Map<string, Source>();
  const occurrences = sql.parameters.map((use): Occurrence => {
    const key = keyOf(use);
    const argument = use.of === null ? input.arguments.get(key) : undefined;
    if (argument?.oid != null) declared.set(key, argument.oid);
    if (use.of !== null) {
      const source = findSource(context, input.around, sql, use);
      if (isDiagnostic(source)) diagnostics.push(source);
      else {
        sources.set(key, source);
        declared.set(key, sourceType(source));
      }
    }
    const wrap = use.rows ? rowsWrap(input, key) : null;
    if (use.rows && wrap === null) diagnostics.push(notRows(input, sql, use));
    return { use, key, wrap };
  });
  return { value: { occurrences, declared, sources }, diagnostics };
}

/** `rows(:lines)` is a subselect over the JSON that the argument travels as. */
function rowsWrap(input: SqlInput, key: string): Occurrence['wrap'] {
  const argument = input.arguments.get(key);
  const rows = argument?.spec.type?.list === true ? argument.input?.rows : undefined;
  return rows === undefined ? null : (placeholder) => rows.sql(`(${placeholder}::jsonb)`);
}

function notRows(input: SqlInput, sql: ResolverSql, use: ResolverSql['parameters'][number]): Diagnostic {
  const known = input.arguments.has(use.name);
  const message = known ? `:${use.name} is no list of an input` : `:${use.name} has no type`;
  return error('PGC218', message, spanIn(sql, use.start, use.end), `args: { ${use.name}: "[LineInput!]!" }, with LineInput under inputs:`);
}

/** A part is in the statement when the argument of its name is there. */
function partsWithoutArgument(input: SqlInput, sql: ResolverSql): Diagnostic[] {
  const names = new Set([...input.arguments.keys(), ...sql.parameters.filter(({ of }) => of === null).map(({ name }) => name)]);
  return sql.parts.filter(({ name }) => !names.has(name)).map((part) => {
    const near = closest(part.name, names);
    const hint = near === null ? `use :${part.name} in it, or list it: args: { ${part.name}: boolean }` : `did you mean ${near}?`;
    return error('PGC215', `no argument is called ${part.name}, so this part would never be asked for`, spanIn(sql, part.markerStart, part.start), hint);
  });
}
