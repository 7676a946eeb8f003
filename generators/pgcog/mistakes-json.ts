import type { Diagnostic } from '../../src/source/types.js';

/** What `pgcog --json` prints where nothing was done. `environment`: null where the command line does not get so far. */
export function mistakesJson(environment: string | null, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message, hint }) => ({ code, message, hint }));
  return `${JSON.stringify({ ok: false, environment, errors }, null, 2)}\n`;
}
