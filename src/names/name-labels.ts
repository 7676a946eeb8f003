import type { PgType } from '../catalog/types.js';
import type { TableSpec } from '../config/types.js';
import { recordOf } from '../source/record-of.js';
import { isLegalName, upperSnake } from './casing.js';
import type { Draft } from './draft.js';
import { findClashes } from './find-clashes.js';
import { isReservedValue } from './reserved.js';
import { yamlKey } from './table-specs.js';
import { checkName } from './wished-name.js';

/** A label stays as it is where GraphQL can say it; `in progress` is IN_PROGRESS, `true` is TRUE, the empty one EMPTY. */
function valueOfLabel(label: string): string {
  return isLegalName(label) && !isReservedValue(label) ? label : upperSnake(label);
}

/** GraphQL's values for the labels of an enum, in their order; `columns` of its entry in `tables:` are its labels. */
export function nameLabels(type: PgType, spec: TableSpec | null): Draft<Readonly<Record<string, string>>> {
  const claims = type.labels.map((label) => {
    const wish = spec?.columns.find((candidate) => candidate.column === label);
    const name = wish?.name ?? valueOfLabel(label);
    const wayOut = `tables: { ${yamlKey(type.name)}: { columns: { ${JSON.stringify(label)}: { name: ${name}_2 } } } }`;
    return { label, name, owner: `label ${JSON.stringify(label)} of ${type.name}`, span: wish?.span ?? type.span, wayOut };
  });
  const wished = spec?.columns.flatMap(({ name, span }) => (name === null ? [] : [checkName(name, span)])) ?? [];
  const diagnostics = [...wished.filter((one) => one !== null), ...findClashes('PGC302', `value of enum ${type.name}`, claims)];
  return { value: recordOf(claims.map(({ label, name }) => [label, name] as const)), claims: [], diagnostics, leftOut: [] };
}
