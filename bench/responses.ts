import type { Field } from '../src/runtime/types.js';

export interface Response {
  readonly records: readonly (readonly Field[])[];
  readonly columnMetadata: readonly { readonly label: string; readonly name: string; readonly typeName: string }[];
}

const columns: readonly (readonly [string, string, (n: number) => Field])[] = [
  ['id', 'uuid', (n) => ({ stringValue: `${(n * 2654435761 % 2 ** 32).toString(16).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}` })],
  ['number', 'int8', (n) => ({ longValue: 1_000_000 + n })],
  ['customer_id', 'int4', (n) => ({ longValue: n % 97 })],
  ['status', 'order_status', (n) => ({ stringValue: ['new', 'paid', 'in transit', 'delivered'][n % 4] ?? 'new' })],
  ['total', 'numeric', (n) => ({ stringValue: `${n * 13 % 9973}.${String(n % 100).padStart(2, '0')}` })],
  ['weight', 'float8', (n) => ({ doubleValue: n / 7 })],
  ['paid', 'bool', (n) => ({ booleanValue: n % 3 === 0 })],
  ['note', 'text', (n) => (n % 5 === 0 ? { isNull: true } : { stringValue: `Leave it at the door of number ${n}, please` })],
  ['attributes', 'jsonb', (n) => ({ stringValue: `{"gift":${n % 2 === 0},"colour":"red","sizes":[1,2,${n}]}` })],
  ['tags', '_text', (n) => ({ arrayValue: { stringValues: ['fragile', null, `batch ${n % 10}`] } })],
  ['created_at', 'timestamptz', (n) => ({ stringValue: `2024-02-${String(1 + (n % 28)).padStart(2, '0')} 12:34:${String(n % 60).padStart(2, '0')}.${String(n % 1_000_000).padStart(6, '0')}` })],
  ['due', 'date', (n) => ({ stringValue: `2025-03-${String(1 + (n % 28)).padStart(2, '0')}` })],
];

/** 12 mixed columns, as ExecuteStatement answers them with includeResultMetadata. */
export function responseOf(rows: number): Response {
  return {
    records: Array.from({ length: rows }, (_, n) => columns.map(([, , field]) => field(n))),
    columnMetadata: columns.map(([label, typeName]) => ({ label, name: label, typeName })),
  };
}

/** 12 values for 12 placeholders, of the kinds that both sides can send. */
export function parametersOf(n: number): Readonly<Record<string, unknown>> {
  return {
    id: `8a4d2d5e-0000-4000-8000-${String(n).padStart(12, '0')}`, number: n, customer: n % 97, status: 'paid', total: '12.50', weight: n / 7 + 0.1,
    paid: true, note: null, attributes: '{"gift":true}', created: new Date(1_700_000_000_000 + n * 1000), due: '2025-03-01', photo: Buffer.from([n % 256, 1, 2]),
  };
}
