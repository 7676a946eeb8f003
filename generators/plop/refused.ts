import type { Code } from '../../src/source/codes.js';
import { error } from '../../src/source/diagnostic.js';
import type { Diagnostic, Span } from '../../src/source/types.js';

/** What stands in the way of a generator, to be told with its place and a way out. */
export class Refused extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.message ?? '');
    this.name = 'Refused';
  }
}

export function refuse(code: Code, message: string, hint: string, span: Span | null = null): never {
  throw new Refused([error(code, message, span, hint)]);
}

/** The command line is wrong: a value that cannot be. Exit status 2. */
export class WrongLine extends Refused {
  constructor(code: Code, message: string, hint: string) {
    super([error(code, message, null, hint)]);
    this.name = 'WrongLine';
  }
}

/** A flag is needed for what was told so far: whoever sits there is asked for it. Exit status 2 where nobody does. */
export class MissingAnswer extends WrongLine {
  /** @param prompt the name of one of the generator's prompts */
  constructor(readonly prompt: string, message: string, hint: string) {
    super('PGC764', message, hint);
    this.name = 'MissingAnswer';
  }
}
