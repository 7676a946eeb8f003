import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `templates/` beside this package's package.json, from the sources as from a bundle of them. */
export function templatesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'templates', 'generated'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('render: the folder templates/ is not in this package');
    folder = above;
  }
  return join(folder, 'templates');
}
