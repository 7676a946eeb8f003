import { readManifest } from '../../../src/changes/file-manifest.js';
import { findTemplate } from '../../../src/dev/database/dev-state.js';
import { asOwner } from '../../../src/environment/as-owner.js';
import { hashTemplate } from '../../../src/migrations/files/hash-template.js';
import { readState } from '../../../src/migrations/run/read-state.js';
import type { SyncInput } from './sync-types.js';

/** Whether `generated/` was made from the template that the database has: then it can be served, whatever the project's files have become. */
export async function fitsDatabase({ root, database: { session }, signal }: Pick<SyncInput, 'root' | 'database' | 'signal'>): Promise<boolean> {
  const { value: { template } } = await readManifest(root);
  const { program } = await asOwner(session, signal, () => readState(session));
  const known = program === null ? null : await findTemplate(session, program);
  return known !== null && template === hashTemplate(known.files);
}
