import { isRecord } from '../own.js';
import type { Manifest, ManifestSubscriptions } from '../types.js';

/**
 * What a manifest says of subscriptions; null where the API has none.
 *
 * @throws TypeError for what is no statements.json
 */
export function readSubscriptions(manifest: unknown): ManifestSubscriptions | null {
  const { v, statements, subscriptions } = Object(manifest) as Partial<Manifest>;
  if (v !== 1 || !isRecord(statements)) throw new TypeError('no statements.json');
  return subscriptions ?? null;
}
