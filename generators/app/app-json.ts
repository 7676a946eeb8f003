import type { Diagnostic } from '../../src/source/types.js';

/** What became of a new project. */
export interface AppReport {
  readonly ok: boolean;
  /** As it was given; null where the command line does not get so far. */
  readonly folder?: string | null;
  /** Paths that were written, or would be. */
  readonly files?: readonly string[];
  /** The line behind the files that failed: all is there, it is to be run again. */
  readonly failed?: string | null;
  readonly diagnostics?: readonly Diagnostic[];
}

/** What `npm create pg-cognition-app -- --json` prints; keys are only ever added. */
export function appJson({ ok, folder = null, files = [], failed = null, diagnostics = [] }: AppReport): string {
  return `${JSON.stringify({ schemaVersion: 1, ok, folder, files, failed, diagnostics }, null, 2)}\n`;
}
