import type { Catalog, Oid, PgFunction } from '../../catalog/types.js';
import type { FunctionSpec } from '../../config/types.js';
import { inputArguments } from '../../names/function-overloads.js';
import { whyNoField } from '../../names/name-functions.js';
import type { Names } from '../../names/types.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic } from '../../source/types.js';
import { configNames } from '../codec/config-scalar.js';

function spellings(catalog: Catalog, oid: Oid): readonly string[] {
  const type = catalog.types[oid];
  if (type === undefined) return [];
  if (type.kind === 'array' && type.element !== null) return spellings(catalog, type.element).map((name) => `${name}[]`);
  return [...configNames(type), `${type.schema}.${type.name}`].map((name) => name.toLowerCase());
}

/** `place_order(uuid, int)`, also with argument names, modes and OUT arguments as PostgreSQL prints signatures. */
function hasSignature(catalog: Catalog, fn: PgFunction, signature: string): boolean {
  if (signature === fn.signature) return true;
  const inside = /\((.*)\)\s*$/s.exec(signature)?.[1]?.trim() ?? signature.trim();
  const wanted = inside === '' ? [] : inside.split(/,(?![^(]*\))/).map((part) => part.trim().toLowerCase().replace(/\s+/g, ' '));
  const inputs = inputArguments(fn);
  return wanted.length === inputs.length && inputs.every(({ argument }, index) => {
    const text = wanted[index] ?? '';
    return spellings(catalog, argument.type).some((name) => text === name || text.endsWith(` ${name}`));
  });
}

/** The function that an entry of `functions:` means, or what is wrong with the entry. */
export function findFunction(catalog: Catalog, names: Names, spec: FunctionSpec): PgFunction | Diagnostic {
  const own = catalog.functions.filter(({ schemaKind }) => schemaKind === 'template' || schemaKind === 'shared');
  const named = own.filter((fn) => fn.name === spec.name || `${fn.schema}.${fn.name}` === spec.name);
  const { signature } = spec;
  const found = signature === null ? named : named.filter((fn) => hasSignature(catalog, fn, signature));
  const [first] = found;
  if (first === undefined) return missing(own, named, spec);
  if (found.length > 1) {
    const hint = `write one of: ${found.map((fn) => fn.signature).join('; ')}`;
    return error('PGC289', `functions: ${spec.name} has ${found.length} overloads`, spec.span, hint);
  }
  if (names.functions[first.oid] !== undefined) return first;
  return error('PGC290', `functions: ${first.signature} cannot be a field: ${whyNoField(catalog, first)?.reason ?? 'it has no name'}`, spec.span, 'leave it out, or write a resolver with SQL of its own');
}

function missing(own: readonly PgFunction[], named: readonly PgFunction[], spec: FunctionSpec): Diagnostic {
  if (named.length > 0) {
    const hint = `its signatures are: ${named.map((fn) => fn.signature).join('; ')}`;
    return error('PGC289', `functions: ${spec.name} has no overload ${spec.signature ?? ''}`, spec.span, hint);
  }
  const near = closest(spec.name, own.map(({ name }) => name));
  return error('PGC288', `functions: there is no function ${spec.name}`, spec.span, near === null ? 'make it in tenant_template/ with CREATE FUNCTION, or remove the entry' : `did you mean ${near}?`);
}
