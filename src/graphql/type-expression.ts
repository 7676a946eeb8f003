import type { PgType } from '../catalog/types.js';
import type { TypeExpression } from '../config/types.js';
import { closest } from '../source/closest.js';
import { error } from '../source/diagnostic.js';
import { baseTypes } from '../statements/codec/base-types.js';
import { valueOf } from '../statements/codec.js';
import { findRelation } from '../statements/custom/spec-type.js';
import type { ValueType } from '../statements/types.js';
import type { Draft } from './draft.js';
import { own } from './own.js';

/** Names of the SQL standard and PostgreSQL's own shorthands, as pg_type calls them. */
const aliases: Readonly<Record<string, string>> = {
  int: 'int4', integer: 'int4', smallint: 'int2', bigint: 'int8', serial: 'int4', bigserial: 'int8', real: 'float4',
  'double precision': 'float8', float: 'float8', boolean: 'bool', decimal: 'numeric', 'character varying': 'varchar',
  character: 'bpchar', char: 'bpchar', 'timestamp with time zone': 'timestamptz', 'timestamp without time zone': 'timestamp',
  'time with time zone': 'timetz', 'time without time zone': 'time',
};

/**
 * What a type of the spec means: a type or input of the spec, a table or view, or a PostgreSQL type, in that order.
 * An unknown name is reported at its place, and null.
 */
export function typeExpression(draft: Draft, expression: TypeExpression): ValueType | null {
  const value = single(draft, expression.name);
  if (value === null) {
    const known = closest(expression.name, knownNames(draft));
    const hint = known === null ? 'write a PostgreSQL type, a table, or a type under `types:` or `inputs:`' : `did you mean ${known}?`;
    draft.diagnostics.push(error('PGC326', `there is no type ${expression.name}`, expression.span, hint));
    return null;
  }
  return expression.list ? { kind: 'list', element: value, elementNullable: !expression.elementRequired } : value;
}

function single(draft: Draft, written: string): ValueType | null {
  const { spec } = draft.settings;
  if ([...spec.types, ...spec.inputs].some(({ name }) => name === written)) return { kind: 'named', name: written };
  const relation = findRelation(draft, written);
  const table = relation === null ? undefined : draft.names.relations[relation.oid];
  if (table !== undefined) return { kind: 'named', name: table.type };
  const plain = written.replace(/\s*\([\d\s,]*\)$/, '');
  const name = own(aliases, plain.toLowerCase()) ?? plain;
  const type = typesByRank(draft, name)[0];
  if (type !== undefined) return valueOf(draft, type.oid, -1, 'column').value;
  const base = own(baseTypes, name);
  return base === undefined ? null : { kind: 'scalar', scalar: base.scalar };
}

/** The template's types come before the server's, as they do on the search_path. */
function typesByRank(draft: Draft, written: string): readonly PgType[] {
  const [schema, name] = written.includes('.') ? [written.slice(0, written.indexOf('.')), written.slice(written.indexOf('.') + 1)] : [null, written];
  const rank = ['template', 'pg_catalog', 'extensions', 'shared', 'cognition', 'other'];
  return Object.values(draft.catalog.types)
    .filter((type) => type.name === name && (schema === null || type.schema === schema))
    .sort((a, b) => rank.indexOf(a.schemaKind) - rank.indexOf(b.schemaKind));
}

function knownNames(draft: Draft): readonly string[] {
  const { spec } = draft.settings;
  const types = Object.values(draft.catalog.types).filter(({ schemaKind }) => schemaKind === 'template').map(({ name }) => name);
  return [...spec.types.map(({ name }) => name), ...spec.inputs.map(({ name }) => name), ...types, ...Object.keys(baseTypes), ...Object.keys(aliases)];
}
