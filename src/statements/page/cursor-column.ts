import type { ResultColumn } from '../types.js';

/** pg_type's oid of text is fixed. */
const text = 25;

/** An order key as text, from which the next page goes on. */
export function cursorColumn(label: string): ResultColumn {
  return {
    name: label, label, typeOid: text, typeText: 'text', value: { kind: 'scalar', scalar: 'String' }, codec: { kind: 'text' },
    nullability: 'unknown', origin: null, description: null, hidden: true,
  };
}
