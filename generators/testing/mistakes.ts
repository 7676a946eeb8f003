import { hasErrors } from '../../src/source/diagnostic.js';
import type { Diagnostic } from '../../src/source/types.js';
import { mistakesText } from '../pgcog/dev/teller.js';

/** What is wrong with the project, at its places, as `pgcog dev` says it. */
export class ProjectMistakes extends Error {
  constructor(text: string) {
    super(`the project cannot be tested\n\n${text.trimEnd()}`);
    this.name = 'ProjectMistakes';
  }
}

/** @throws ProjectMistakes where one of them is an error */
export async function refuseErrors(root: string, diagnostics: readonly Diagnostic[], texts?: ReadonlyMap<string, string>): Promise<void> {
  if (hasErrors(diagnostics)) throw new ProjectMistakes(await mistakesText(root, { diagnostics, ...(texts !== undefined && { texts }) }, false));
}
