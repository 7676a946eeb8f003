import type { Call } from './call.js';
import { isRecord, own } from './own.js';
import { noSuch } from './refusals.js';
import type { ManifestStatement } from './types.js';

export interface Statement extends ManifestStatement {
  readonly name: string;
}

/** Undefined for a name that is not in statements.json. */
export function findStatement({ manifest }: Pick<Call, 'manifest'>, name: string): Statement | undefined {
  const statement = own(manifest.statements, name);
  return statement && { ...statement, name };
}

/** The statement of a field; a transaction's step and a check are none, and never run by their names. */
export function findField(call: Pick<Call, 'manifest'>, name: string): Statement | undefined {
  return name.includes('/') ? undefined : findStatement(call, name);
}

/** Parts that one role or another may ask for. */
export function partsOf({ variants }: ManifestStatement): readonly string[] {
  return variants.flatMap(({ parts }) => parts);
}

/** Paths of a statement's arguments, joined by dots. A part may be there or not without having a parameter. */
export function argumentsOf(statement: ManifestStatement): readonly string[] {
  return [...statement.parameters.map(({ path }) => path.join('.')), ...partsOf(statement), statement.tenantArgument ?? []].flat();
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
    else if (!leads || value != null) throw noSuch('argument', path.slice(0, -1) || null);
  }
}
