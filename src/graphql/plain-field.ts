import type { Codec } from '../statements/types.js';
import type { FieldPlan, TypeRef } from './types.js';

/** A field that its parent's row carries: a column, an attribute. */
export function plainField(name: string, type: TypeRef, lines: readonly string[], codec: Codec | null): FieldPlan {
  return { kind: 'field', name, type, arguments: [], description: lines, directives: [], resolver: null, codec };
}
