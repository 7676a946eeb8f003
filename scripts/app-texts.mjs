/** Puts the texts of templates/app/ into a build that runs alone, in place of the module that reads them (src/render/app-texts.ts). */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'templates', 'app');

function moduleText() {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  const texts = paths.map((path) => [path.slice(folder.length + 1).split(sep).join('/'), readFileSync(path, 'utf8')]);
  return `const texts = new Map(${JSON.stringify(texts)});\n\nexport async function appTexts() {\n  return texts;\n}\n`;
}

/** An esbuild plugin. */
export const appTexts = {
  name: 'texts of a new project',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]render[\\/]app-texts\.ts$/ }, () => ({ contents: moduleText(), loader: 'js' }));
  },
};
