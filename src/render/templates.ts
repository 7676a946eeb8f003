import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Views } from './views.js';

export type TemplateName = keyof Views;

/** Prints a view with its template. Throws, naming the template, where the view lacks a name: that is our bug. */
export type Print = <Name extends TemplateName>(name: Name, view: Views[Name]) => string;

/** Whatever else stands between a template and its text would be logic; these are all the helpers there are. */
export const compileOptions = { strict: true, noEscape: true, knownHelpersOnly: true, preventIndent: true } as const;

/** Partials by the name that templates use. */
export const partialNames = ['doc', 'header', 'note'] as const;

/** Handlebars and the templates, read when something is to be printed and not before: the import costs time. */
export async function loadTemplates(): Promise<Print> {
  const { default: handlebars } = await import('handlebars');
  const engine = handlebars.create();
  const root = templatesFolder();
  for (const name of partialNames) engine.registerPartial(name, engine.compile(readTemplate(root, `partials/${name}`), compileOptions));
  const compiled = new Map<TemplateName, (view: unknown) => string>();
  return (name, view) => {
    const template = compiled.get(name) ?? engine.compile(readTemplate(root, name), compileOptions);
    compiled.set(name, template);
    try {
      return template(view);
    } catch (failure) {
      throw new Error(`render: templates/${name}.hbs: ${failure instanceof Error ? failure.message : String(failure)}`, { cause: failure });
    }
  };
}

function readTemplate(root: string, name: string): string {
  return readFileSync(join(root, `${name}.hbs`), 'utf8');
}

/** `templates/` beside this package's package.json, from the sources as from a build. */
export function templatesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'templates', 'generated'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('render: the folder templates/ is not in this package');
    folder = above;
  }
  return join(folder, 'templates');
}
