import { MigrationRefused } from '../ledger/migration-refused.js';
import type { MigrationFile } from '../types.js';
import type { StoredMigration } from './read-state.js';

/**
 * Holds the folder against what the database has been taken through.
 *
 * @returns what the database has not got yet, in order
 * @throws MigrationRefused PGC640 for an applied one that was edited, PGC641 where folder and database have gone two ways
 */
export function checkHistory(files: readonly MigrationFile[], stored: readonly StoredMigration[]): readonly MigrationFile[] {
  checkChain(files);
  for (const { id, checksum } of stored) {
    const file = files.find((one) => one.id === id);
    if (file === undefined) throw new MigrationRefused('PGC641', `the database has migration ${id}, which the folder has not`, 'fetch the newest state of the project: somebody has applied it');
    if (file.checksum !== checksum) throw new MigrationRefused('PGC640', `${file.path} was edited after it was applied`, 'put it back as it was, and write what is to change into a new migration');
  }
  const last = stored.at(-1);
  const known = new Set(stored.map(({ id }) => id));
  const pending = files.filter(({ id }) => !known.has(id));
  const early = pending.find(({ number }) => last !== undefined && number <= last.number);
  if (early !== undefined) throw new MigrationRefused('PGC641', `${early.path} comes before ${last?.id ?? ''}, which was applied already`, `pgcog-gen migration rebase puts it behind`);
  return pending;
}

/** Each names the one before it: two that name the same are two heads. */
function checkChain(files: readonly MigrationFile[]): void {
  for (const [at, file] of files.entries()) {
    const before = files[at - 1]?.id ?? null;
    if (file.after === before) continue;
    const twin = files.find((one) => one !== file && one.after === file.after);
    if (twin !== undefined) throw new MigrationRefused('PGC641', `${twin.path} and ${file.path} both follow ${file.after ?? 'nothing'}`, 'pgcog-gen migration rebase puts one behind the other');
    throw new MigrationRefused('PGC641', `${file.path} follows ${file.after ?? 'nothing'}, and before it stands ${before ?? 'nothing'}`, 'pgcog-gen migration rebase puts them in order');
  }
}
