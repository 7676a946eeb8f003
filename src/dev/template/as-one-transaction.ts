import type { CutMigration, StoredStep } from '../../migrations/ledger/types.js';

/**
 * The same without what large tenants need: a batched step is one statement, and what runs outside of transactions has
 * the form that the template gets. A sample tenant is small, and nobody waits for its locks.
 */
export function asOneTransaction(migration: CutMigration): CutMigration {
  return { ...migration, steps: migration.steps.map(plain) };
}

function plain(step: StoredStep): StoredStep {
  const pieces = step.templatePieces ?? step.pieces;
  return { ...step, kind: 'transaction', pieces, templatePieces: step.templatePieces === null ? null : pieces, batch: null, outside: null };
}
