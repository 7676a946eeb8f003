import { error } from '../source/diagnostic.js';
import type { Diagnostic, Span } from '../source/types.js';
import type { Config, Spec } from './types.js';

/** The spec while its files are read one after the other. */
export interface SpecDraft {
  readonly config: Config;
  /** False where the settings' roles could not be read. */
  readonly rolesKnown: boolean;
  readonly diagnostics: Diagnostic[];
  readonly spec: { -readonly [Key in keyof Spec]: Spec[Key] extends readonly (infer Item)[] ? Item[] : Spec[Key] };
  /** Where things were first said, by kind and name. */
  readonly said: Map<string, Span>;
}

export function newDraft(config: Config, rolesKnown: boolean): SpecDraft {
  const lists = { crud: [], functions: [], types: [], inputs: [], errors: [], tables: [], resolvers: [], subscriptions: [] };
  return {
    config, rolesKnown, diagnostics: [], said: new Map(),
    spec: { kind: 'spec', crudAll: false, relations: 'auto', members: false, ...lists },
  };
}

/** True the first time; later a diagnostic points at both places. `what` reads on: `the resolver Query.x`. */
export function saidOnce(draft: SpecDraft, what: string, span: Span, code: 'PGC048' | 'PGC059'): boolean {
  const first = draft.said.get(what);
  if (first === undefined) {
    draft.said.set(what, span);
    return true;
  }
  const related = [{ message: 'first defined here', span: first }];
  draft.diagnostics.push(error(code, `${what} is defined twice`, span, 'remove one of the two', related));
  return false;
}
