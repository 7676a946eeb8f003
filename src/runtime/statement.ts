import { isRecord, own } from './own.js';
import { invalidInput } from './refusals.js';
import type { Field, Manifest, ManifestStatement, Variant } from './types.js';
import { createRowReader } from './values/create-row-reader.js';

/** A statement with all that is worth working out once. */
export interface Prepared extends ManifestStatement {
  readonly name: string;
  readonly variants: readonly PreparedVariant[];
  /** Parts that one role or another may ask for. */
  readonly parts: readonly string[];
  /** Paths of its arguments; false for one that only leads to others. */
  readonly known: ReadonlyMap<string, boolean>;
  readonly longsAsText: boolean;
}

export interface PreparedVariant extends Variant {
  /** Columns that are fields of the result, and relations' keys; neither cursors nor the parent's ordinal. */
  readonly read: (record: readonly Field[]) => Record<string, unknown>;
}

/** Statements by name, prepared when they are first asked for. */
export function createFinder({ statements }: Manifest): (name: string) => Prepared | undefined {
  const found = new Map<string, Prepared>();
  return (name) => {
    const statement = own(statements, name);
    if (statement !== undefined && !found.has(name)) found.set(name, prepare(name, statement));
    return found.get(name);
  };
}

function prepare(name: string, statement: ManifestStatement): Prepared {
  // `~parent`, `~1`: columns that the generator put in; a relation's key may be hidden too, but travels on.
  const columns = statement.columns.filter((column) => !column.name.startsWith('~'));
  const parts = statement.variants.flatMap((variant) => variant.parts);
  return {
    ...statement, name, parts,
    variants: statement.variants.map((variant) => ({ ...variant, read: createRowReader(columns, variant.labels) })),
    known: knownPaths(statement, parts),
    longsAsText: statement.columns.some(({ codec }) => (codec.kind === 'list' ? codec.element : codec).kind === 'bigint'),
  };
}

/** A part may be there or not without having a parameter. */
function knownPaths({ parameters, tenantArgument }: ManifestStatement, parts: readonly string[]): ReadonlyMap<string, boolean> {
  const known = new Map<string, boolean>();
  const paths = [...parameters.map(({ path }) => path), ...parts.map((part) => part.split('.')), ...(tenantArgument === null ? [] : [[tenantArgument]])];
  for (const path of paths) {
    for (let length = 1; length <= path.length; length++) {
      const at = path.slice(0, length).join('.');
      known.set(at, known.get(at) === true || length === path.length);
    }
  }
  return known;
}

/**
 * Refuses what none of the statements knows: an argument that is dropped without a word could be a filter.
 *
 * @throws CallError invalid_input
 */
export function checkArguments(statements: readonly Prepared[], values: unknown, path = ''): void {
  // Names of arguments come from the caller: only those that are known are repeated.
  const strange = (): never => {
    throw invalidInput('The request has an argument that is not known.', path || null);
  };
  if (!isRecord(values)) return strange();
  for (const [key, value] of Object.entries(values)) {
    const at = path === '' ? key : `${path}.${key}`;
    const found = statements.map(({ known }) => (key.includes('.') ? undefined : known.get(at)));
    if (found.includes(true)) continue;
    if (!found.includes(false)) strange();
    if (value != null) checkArguments(statements, value, at);
  }
}
