import { isRecord, own } from './own.js';
import { invalidInput } from './refusals.js';
import type { Field, Manifest, ManifestStatement, Variant } from './types.js';
import { createRowReader } from './values/create-row-reader.js';

/** A statement with all that is worth working out once. */
export interface Prepared extends ManifestStatement {
  readonly name: string;
  readonly variants: readonly PreparedVariant[];
  /** Parts that one role or another may ask for. */
  readonly parts: readonly unknown[];
  /** Paths of its arguments, joined by dots. */
  readonly known: readonly string[];
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
  const { columns, variants, parameters, tenantArgument } = statement;
  // `~parent`, `~1`: columns that the generator put in; a relation's key may be hidden too, but travels on.
  const fields = columns.filter((column) => !column.name.startsWith('~'));
  const parts = variants.flatMap((variant) => variant.parts);
  return {
    ...statement, name, parts,
    variants: variants.map((variant) => ({ ...variant, read: createRowReader(fields, variant.labels) })),
    // A part may be there or not without having a parameter.
    known: [...parameters.map(({ path }) => path.join('.')), ...parts, tenantArgument ?? []].flat(),
    longsAsText: columns.some(({ codec }) => (codec.kind === 'list' ? codec.element : codec).kind === 'bigint'),
  };
}

/**
 * Refuses an argument that is not known: one that is dropped without a word could be a filter.
 *
 * @param path of `values`, with a dot behind it
 * @throws CallError invalid_input
 */
export function checkArguments(known: readonly string[], values: Readonly<Record<string, unknown>>, path = ''): void {
  for (const [key, value] of Object.entries(values)) {
    const at = path + key;
    const named = !key.includes('.');
    if (named && known.includes(at)) continue;
    const leads = named && known.some((one) => one.startsWith(`${at}.`));
    if (leads && isRecord(value)) checkArguments(known, value, `${at}.`);
    // Names of arguments come from the caller: only those that are known are repeated.
    else if (!leads || value != null) throw invalidInput('The request has an argument that is not known.', path.slice(0, -1) || null);
  }
}
