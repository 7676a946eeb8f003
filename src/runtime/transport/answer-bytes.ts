import type { Field } from '../types.js';

interface Members {
  readonly stringValue?: string;
  readonly blobValue?: Uint8Array;
  readonly arrayValue?: unknown;
}

/** Bytes of an answer, estimated from its values: characters of texts, bytes, and some for what is around each value. */
export function answerBytes(records: readonly (readonly Field[])[]): number {
  let bytes = 0;
  for (const record of records) {
    for (const { stringValue, blobValue, arrayValue } of record as readonly Members[]) {
      bytes += 20 + (stringValue ?? blobValue ?? (arrayValue ? JSON.stringify(arrayValue) : '')).length;
    }
  }
  return bytes;
}
