import type { Catalog, PgType } from '../catalog/types.js';
import type { TableSpec } from '../config/types.js';
import { info } from '../source/diagnostic.js';
import { pascalCase } from './casing.js';
import type { Draft } from './draft.js';
import { singular } from './inflect.js';
import { nameFields } from './name-fields.js';
import { nameLabels } from './name-labels.js';
import { isReservedType } from './reserved.js';
import { whyUnsayable } from './sayable-type.js';
import { yamlKey } from './table-specs.js';
import type { TypeNames } from './types.js';
import { checkTypeName } from './wished-name.js';

/**
 * Names of an enum or of a composite that is not a table's row. Where a table is called the same (`statuses` beside the
 * enum `status`), the type gives way: `StatusEnum`; the table's name is the one that clients write most.
 */
export function nameType(catalog: Catalog, type: PgType, spec: TableSpec | null, taken: ReadonlySet<string>): Draft<TypeNames> {
  const problem = spec?.type == null ? null : checkTypeName(spec.type.name, spec.type.span);
  const usual = pascalCase(type.kind === 'enum' ? singular(type.name) : type.name);
  const other = taken.has(usual) || isReservedType(usual) ? `${usual.replace(/^AWS/, 'Aws')}${type.kind === 'enum' ? 'Enum' : 'Type'}` : usual;
  const name = spec?.type != null && problem === null ? spec.type.name : other;
  const inner = type.kind === 'enum' ? nameLabels(type, spec) : nameAttributes(catalog, type, spec);
  const wayOut = `tables: { ${yamlKey(type.name)}: { type: ${name}2 } }`;
  const renamed = name !== usual && spec?.type == null ? [info('PGC307', `${type.kind} ${type.name} is type ${name}: ${usual} is taken`, type.span, wayOut)] : [];
  return {
    value: { type: name, attributes: type.kind === 'enum' ? {} : inner.value, labels: type.kind === 'enum' ? inner.value : {} },
    claims: [{ name, owner: `${type.kind === 'enum' ? 'enum' : 'type'} ${type.name}`, span: spec?.type?.span ?? type.span, wayOut }],
    diagnostics: [...(problem === null ? [] : [problem]), ...renamed, ...inner.diagnostics],
    leftOut: inner.leftOut,
  };
}

function nameAttributes(catalog: Catalog, type: PgType, spec: TableSpec | null): Draft<Readonly<Record<string, string>>> {
  const columns = type.attributes.map((attribute) => ({ name: attribute.name, span: type.span, reason: whyUnsayable(catalog, attribute.type) }));
  return nameFields({ name: type.name, spec, columns });
}
