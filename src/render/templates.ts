import { compileTemplates } from './compile-templates.js';
import type { Views } from './views.js';

export type TemplateName = keyof Views;

/** Prints a view with its template. Throws, naming the template, where the view lacks a name: that is our bug. */
export type Print = <Name extends TemplateName>(name: Name, view: Views[Name]) => string;

/** The templates of this package, read when something is to be printed and not before: that costs time. */
export async function loadTemplates(): Promise<Print> {
  const compiled = await compileTemplates();
  return (name, view) => {
    const template = compiled.get(name);
    if (template === undefined) throw new Error(`render: there is no template ${name}`);
    try {
      return template(view);
    } catch (failure) {
      throw new Error(`render: templates/${name}.hbs: ${failure instanceof Error ? failure.message : String(failure)}`, { cause: failure });
    }
  };
}
