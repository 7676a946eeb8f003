import type { Span } from '../../source/types.js';
import type { MigrationFile, MigrationStep, StepHome, StepKind } from '../types.js';

/** A migration file with what only its readers ask for. */
export interface ReadMigration extends MigrationFile {
  /** {@link hashTemplate} of the template that it was written for, as `-- template` says it; null where it does not. */
  readonly template: string | null;
  /** Where its header says its id, and its predecessor's (its id, for the first). */
  readonly places: { readonly id: Span; readonly after: Span };
}

/** `-- pgcog step batched orders by id`: holds for the statements behind it. */
export interface StepDirective {
  readonly kind: StepKind;
  readonly home: StepHome;
  readonly batch: MigrationStep['batch'];
}
