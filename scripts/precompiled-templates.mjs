/**
 * Puts the functions that Handlebars makes of templates/ into a build, in place of the module that makes them at run
 * time (src/render/compile-templates.ts): then only Handlebars' small runtime is needed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import handlebars from 'handlebars';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'templates');

function moduleText() {
  const options = JSON.parse(readFileSync(join(folder, 'handlebars.json'), 'utf8'));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.split(sep).join('/'));
  const names = files.filter((file) => file.endsWith('.hbs') && !file.startsWith('app/')).map((file) => file.slice(0, -'.hbs'.length)).sort();
  const entries = names.map((name) => `[${JSON.stringify(name)}, ${handlebars.precompile(readFileSync(join(folder, `${name}.hbs`), 'utf8'), options)}],`);
  return `
import handlebars from 'handlebars/runtime.js';

export async function compileTemplates() {
  const engine = handlebars.create();
  const compiled = new Map([\n${entries.join('\n')}\n].map(([name, made]) => [name, engine.template(made)]));
  for (const [name, template] of compiled) if (name.startsWith('partials/')) engine.registerPartial(name.slice('partials/'.length), template);
  return compiled;
}
`;
}

/** An esbuild plugin. */
export const precompiledTemplates = {
  name: 'precompiled templates',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]render[\\/]compile-templates\.ts$/ }, () => ({ contents: moduleText(), loader: 'js', resolveDir: root }));
  },
};
