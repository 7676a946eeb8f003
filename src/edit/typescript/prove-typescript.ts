import { spliceFile } from '../splice-file.js';
import type { Edited, Refusal, Splice, UserFile } from '../types.js';
import type { SourceFile, TypeScript } from './open-typescript.js';

/** What is to be spliced into a file that reads; nothing where it has what is wanted. */
export type PlanSplices = (source: SourceFile) => readonly Splice[] | Refusal;

/** Plans and applies splices of a TypeScript file: what comes out parses, and has what was wanted. */
export function editTypescript(typescript: TypeScript, file: UserFile, plan: PlanSplices): Edited {
  const again = (one: UserFile): readonly Splice[] | Refusal => {
    const source = typescript.read(one);
    return source === null ? { kind: 'refused', reason: 'has a syntax error', at: 0 } : plan(source);
  };
  const splices = again(file);
  if ('kind' in splices) return splices;
  return spliceFile(file, splices, { holds: (after) => typescript.read(after) !== null, again })
    ?? { kind: 'refused', reason: 'is written in a way that takes no splice', at: splices[0]?.start ?? 0 };
}
