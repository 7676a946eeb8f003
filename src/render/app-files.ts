import type { FileChange } from '../changes/types.js';
import { appTexts } from './app-texts.js';
import type { AppView } from './views.js';

/** A folder of `templates/app/`: what every project has, a sample or an empty template, what choices add. */
export type AppPart = 'base' | 'sample' | 'empty' | 'cdk' | 'yarn';

/**
 * The files of a new project, seeded: they are its user's from then on. Names that a package cannot carry begin with
 * `dot-` in `templates/app/`; what ends in `.hbs` is printed with the view, all else is copied.
 */
export async function appFiles(parts: readonly AppPart[], view: AppView): Promise<readonly FileChange[]> {
  const [{ default: handlebars }, texts] = await Promise.all([import('handlebars'), appTexts()]);
  return [...texts].flatMap(([path, text]): readonly FileChange[] => {
    const [part, ...rest] = path.split('/');
    if (!parts.some((one) => one === part)) return [];
    const target = rest.map((name) => name.replace(/^dot-/u, '.')).join('/');
    if (!target.endsWith('.hbs')) return [{ kind: 'write', owner: 'seeded', path: target, text }];
    const print = handlebars.compile<AppView>(text, { strict: true, noEscape: true, knownHelpersOnly: true, preventIndent: true });
    return [{ kind: 'write', owner: 'seeded', path: target.slice(0, -'.hbs'.length), text: print(view) }];
  });
}
