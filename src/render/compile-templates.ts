import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { templatesFolder } from './templates-folder.js';

/** Each template by its path below `templates/`, without `.hbs`. */
export type CompiledTemplates = ReadonlyMap<string, (view: unknown) => string>;

type CompileOptions = Parameters<typeof import('handlebars').compile>[1];

/** What stands in `templates/partials/` is a partial by its file's name; `app/` is a new project's (app-files.ts); all else a template. */
const [partials, app] = ['partials/', 'app/'];

/**
 * Handlebars' functions for the files of `templates/`. A build has this module replaced by the same functions made
 * beforehand, since Handlebars takes longer to compile than to print (scripts/precompiled-templates.mjs).
 */
export async function compileTemplates(): Promise<CompiledTemplates> {
  const { default: handlebars } = await import('handlebars');
  const engine = handlebars.create();
  const options = JSON.parse(readFileSync(join(templatesFolder(), 'handlebars.json'), 'utf8')) as CompileOptions;
  const compiled = new Map(templateNames().map((name) => [name, engine.compile(readTemplate(name), options)] as const));
  for (const [name, template] of compiled) if (name.startsWith(partials)) engine.registerPartial(name.slice(partials.length), template);
  return compiled;
}

/** Sorted. */
export function templateNames(): readonly string[] {
  const files = readdirSync(templatesFolder(), { recursive: true, encoding: 'utf8' }).map((file) => file.split(sep).join('/'));
  return files.filter((file) => file.endsWith('.hbs') && !file.startsWith(app)).map((file) => file.slice(0, -'.hbs'.length)).sort();
}

export function readTemplate(name: string): string {
  return readFileSync(join(templatesFolder(), `${name}.hbs`), 'utf8');
}
