import { error } from '../source/diagnostic.js';
import type { Diagnostic, Span } from '../source/types.js';
import type { TypeExpression } from './types.js';

const identifier = String.raw`(?:"(?:[^"\0]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`;
const modifier = String.raw`(?:\s*\(\s*\d+\s*(?:,\s*-?\d+\s*)?\))?`;
/** `text`, `shared.country`, `"Order Status"`, `numeric(10,2)`, `timestamp(3) with time zone`, `interval day to second`. */
const typeName = new RegExp(String.raw`^${identifier}(?:\s*\.\s*${identifier})?(?:\s+[\p{L}]+)*${modifier}(?:\s+[\p{L}]+)*$`, 'u');

/**
 * Reads a type as the spec writes it: `uuid!`, `[LineInput!]!`, `text[]`, `numeric(10,2)`. Whether such a type exists is
 * decided later. A diagnostic (which has a `code`) where it is not of that form.
 */
export function parseTypeExpression(text: string, span: Span): TypeExpression | Diagnostic {
  const [outer, required] = withoutBang(text.trim());
  if (outer.startsWith('[') && outer.endsWith(']')) {
    const [name, elementRequired] = withoutBang(outer.slice(1, -1).trim());
    return typeName.test(name) ? { name: tidy(name), list: true, required, elementRequired, span } : malformed(text, span);
  }
  const [name, array] = withoutArray(outer);
  return typeName.test(name) ? { name: tidy(name), list: array, required, elementRequired: false, span } : malformed(text, span);
}

function withoutBang(text: string): [string, boolean] {
  return text.endsWith('!') ? [text.slice(0, -1).trimEnd(), true] : [text, false];
}

/** PostgreSQL's arrays may hold nulls. */
function withoutArray(text: string): [string, boolean] {
  return text.endsWith('[]') ? [text.slice(0, -2).trimEnd(), true] : [text, false];
}

function tidy(name: string): string {
  return name.startsWith('"') ? name : name.replaceAll(/\s+/gu, ' ').replaceAll(/\s*([(),.])\s*/gu, '$1').replace(/\)(?=\p{L})/u, ') ');
}

function malformed(text: string, span: Span): Diagnostic {
  const nested = /^\[\s*\[|\[\]\[\]|\]\s*\[\]/u.test(text.trim());
  const message = nested ? 'a list of lists is not a type of the API' : `${JSON.stringify(text)} is not a type`;
  const hint = nested ? 'use json, or a type of its own for the inner list' : 'write it like uuid!, text, numeric(10,2) or "[LineInput!]!"';
  return error('PGC050', message, span, hint);
}
