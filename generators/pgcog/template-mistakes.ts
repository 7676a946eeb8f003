import type { Diagnostic } from '../../src/source/types.js';

/** The template has mistakes; nothing was installed. */
export class TemplateMistakes extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[], readonly texts: ReadonlyMap<string, string>) {
    super('the template has mistakes');
  }
}
