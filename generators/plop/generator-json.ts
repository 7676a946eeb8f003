import type { PlannedFile } from '../../src/changes/types.js';
import type { Diagnostic } from '../../src/source/types.js';

/** What became of a generator. */
export interface GeneratorReport {
  readonly ok: boolean;
  readonly files?: readonly Pick<PlannedFile, 'path' | 'state'>[];
  readonly says?: readonly string[];
  readonly next?: readonly string[];
  readonly diagnostics?: readonly Diagnostic[];
  /** The report of the run of `generate` that followed. */
  readonly generate?: object | null;
}

/** What a generator prints with `--json`; keys are only ever added. */
export function generatorJson({ ok, files = [], says = [], next = [], diagnostics = [], generate = null }: GeneratorReport): string {
  const said = files.map(({ path, state }) => ({ path, state }));
  const errors = diagnostics.map(({ code, severity, message, hint, span }) => ({ code, severity, message, hint, span }));
  return `${JSON.stringify({ schemaVersion: 1, ok, files: said, says, next, diagnostics: errors, generate }, null, 2)}\n`;
}

/** What it prints of a mistake that nothing came after. */
export function generatorMistake(mistake: Diagnostic): string {
  return generatorJson({ ok: false, diagnostics: [mistake] });
}
