import type { Oid, PgType } from '../../catalog/types.js';
import { specNames } from '../../names/table-specs.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Span } from '../../source/types.js';
import { isAddress, valueOf, type ValueContext } from '../codec.js';
import type { Codec } from '../types.js';
import { configNames } from './config-scalar.js';
import { possibleScalars } from './scalar-override.js';

/** Errors for every scalar that the config or `tables:` wants and the type cannot be. */
export function checkScalars(context: ValueContext): readonly Diagnostic[] {
  return [...checkConfig(context), ...checkColumns(context)];
}

/** What is wrong with one wished scalar, with the scalars that would do; null where nothing is. For columns of resolvers too. */
function checkScalar(context: ValueContext, oid: Oid, scalar: string, span: Span | null): Diagnostic | null {
  const bare: ValueContext = { ...context, settings: { ...context.settings, config: { ...context.settings.config, scalars: {} } } };
  const { codec, value } = valueOf(bare, oid, -1, 'column');
  const inner = value.kind === 'list' ? value.element : value;
  const can = possibleScalars(elementOf(codec), isAddress(inner));
  if (can.includes(scalar)) return null;
  const name = context.catalog.types[oid]?.name ?? String(oid);
  return error('PGC308', `a value of type ${name} cannot be ${scalar}`, span, can.length === 0 ? 'leave its scalar out' : `it can be ${can.join(', ')}`);
}

function elementOf(codec: Codec): Codec {
  return codec.kind === 'list' ? codec.element : codec;
}

function checkConfig(context: ValueContext): readonly Diagnostic[] {
  const types = Object.values(context.catalog.types);
  return Object.entries(context.settings.config.scalars).flatMap(([name, scalar]) => {
    const meant = types.find((type: PgType) => configNames(type).includes(name));
    const problem = meant === undefined ? null : checkScalar(context, meant.oid, scalar, null);
    return problem === null ? [] : [{ ...problem, message: `scalars of the settings: ${problem.message}` }];
  });
}

function checkColumns(context: ValueContext): readonly Diagnostic[] {
  return context.settings.spec.tables.flatMap((spec) => {
    const relation = context.catalog.relations.find((candidate) => specNames(candidate).includes(spec.table));
    return spec.columns.flatMap(({ column, scalar, span }) => {
      const found = relation?.columns.find(({ name }) => name === column);
      const problem = found === undefined || scalar === null ? null : checkScalar(context, found.type, scalar, span);
      return problem === null ? [] : [problem];
    });
  });
}
