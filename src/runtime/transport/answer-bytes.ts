import type { Field } from '../types.js';

interface Members {
  readonly stringValue?: string;
  readonly blobValue?: Uint8Array;
  readonly arrayValue?: unknown;
}

/** Bytes of an answer, estimated from its values: exact for ASCII texts, and some for what is around each value. */
export function answerBytes(records: readonly (readonly Field[])[]): number {
  let bytes = 0;
  for (const record of records) {
    for (const { stringValue, blobValue, arrayValue } of record as readonly Members[]) {
      bytes += 20 + (stringValue?.length ?? (blobValue ? Math.ceil(blobValue.length / 3) * 4 : JSON.stringify(arrayValue ?? false).length));
    }
  }
  return bytes;
}
