import { isRecord, own } from './own.js';
import type { Manifest } from './types.js';

/**
 * statements.json as imported. Its form is checked as far as a wrong or older file would show: what is in the entries
 * is the generator's, and was bundled with the code.
 *
 * @throws TypeError
 */
export function readManifest(value: unknown): Manifest {
  if (!isManifest(value)) throw new TypeError('manifest is no statements.json of version 1: run pgcog-gen generate');
  return value;
}

function isManifest(value: unknown): value is Manifest {
  if (!isRecord(value) || own(value, 'v') !== 1) return false;
  const hash = own(value, 'manifest');
  return typeof hash === 'string' && /^\w+$/.test(hash) && ['statements', 'transactions', 'checks', 'errors'].every((key) => isRecord(own(value, key)));
}
