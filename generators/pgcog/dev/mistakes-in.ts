import type { Config } from '../../../src/config/types.js';
import { MigrationRefused } from '../../../src/migrations/ledger/migration-refused.js';
import { error } from '../../../src/source/diagnostic.js';
import { TemplateMistakes } from '../template-mistakes.js';
import { refusalOf } from '../refusal-of.js';
import type { Outcome } from './session-types.js';

/**
 * What the developer can put right while dev goes on.
 *
 * @throws the same where they cannot: our own bugs, and a database that is gone
 */
export function mistakesIn(thrown: unknown, { roles }: Config): Extract<Outcome, { readonly kind: 'mistakes' }> {
  if (thrown instanceof TemplateMistakes) return { kind: 'mistakes', diagnostics: thrown.diagnostics, texts: thrown.texts };
  const refusal = thrown instanceof MigrationRefused ? thrown : refusalOf(thrown, roles.map(({ name }) => name));
  if (refusal === null || refusal.code === 'PGC607') throw thrown;
  return { kind: 'mistakes', diagnostics: [error(refusal.code, refusal.message, null, refusal.hint)] };
}
