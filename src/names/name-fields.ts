import type { TableSpec } from '../config/types.js';
import { recordOf } from '../source/record-of.js';
import type { Diagnostic, Span } from '../source/types.js';
import { camelCase } from './casing.js';
import type { Draft } from './draft.js';
import { findClashes } from './find-clashes.js';
import { yamlKey } from './table-specs.js';
import { checkName } from './wished-name.js';

export interface FieldOwner {
  /** `orders`, for messages. */
  readonly name: string;
  readonly spec: TableSpec | null;
  readonly columns: readonly { readonly name: string; readonly span: Span | null; readonly reason: string | null }[];
}

/**
 * Field names of a table's columns or a composite's attributes: camelCase, or as `tables:` says.
 * A column with a `reason` has no type in the API and is left out, as is one that the user hides.
 */
export function nameFields(owner: FieldOwner): Draft<Readonly<Record<string, string>>> {
  const diagnostics: Diagnostic[] = [];
  const claims = owner.columns.flatMap((column) => {
    const wish = owner.spec?.columns.find((candidate) => candidate.column === column.name);
    if (wish?.hidden === true || column.reason !== null) return [];
    const problem = wish?.name == null ? null : checkName(wish.name, wish.span);
    if (problem !== null) diagnostics.push(problem);
    const name = wish?.name == null || problem !== null ? camelCase(column.name) : wish.name;
    const wayOut = `tables: { ${yamlKey(owner.name)}: { columns: { ${yamlKey(column.name)}: { name: ${name}2 } } } }`;
    return [{ column: column.name, name, owner: `column ${owner.name}.${column.name}`, span: wish?.span ?? column.span, wayOut }];
  });
  diagnostics.push(...findClashes('PGC301', `field of ${owner.name}`, claims));
  return { value: recordOf(claims.map(({ column, name }) => [column, name] as const)), claims: [], diagnostics, leftOut: leftOutColumns(owner) };
}

function leftOutColumns(owner: FieldOwner): Draft<unknown>['leftOut'] {
  const hidden = new Set(owner.spec?.columns.filter((column) => column.hidden).map(({ column }) => column));
  return owner.columns.flatMap(({ name, reason }) => {
    const object = `column ${owner.name}.${name}`;
    if (hidden.has(name)) return [{ object, code: 'PGC313', reason: 'hidden in resolvers.yaml' }];
    return reason === null ? [] : [{ object, code: 'PGC312', reason }];
  });
}
