import { error } from '../source/diagnostic.js';
import type { Diagnostic, Span } from '../source/types.js';
import { isLegalName } from './casing.js';
import { isReservedType } from './reserved.js';

/** What is wrong with a name that the user wrote, or null. */
export function checkName(name: string, span: Span): Diagnostic | null {
  if (isLegalName(name)) return null;
  return error('PGC303', `GraphQL cannot say ${JSON.stringify(name)}`, span, 'names have letters, digits and underscores, do not begin with a digit or with two underscores');
}

/** The same for the name of a type. */
export function checkTypeName(name: string, span: Span): Diagnostic | null {
  if (!isReservedType(name)) return checkName(name, span);
  return error('PGC304', `the type name ${name} belongs to GraphQL, AppSync or the generator`, span, 'choose another name');
}
