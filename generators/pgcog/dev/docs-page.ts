import { hasErrors } from '../../../src/source/diagnostic.js';
import { pageOf } from '../../docs/main.js';
import { generate } from '../../generate.js';
import type { Scratch } from './create-scratch.js';
import type { DevCommand } from './types.js';

const none = '<!doctype html><meta charset="utf-8"><title>docs</title><p>The project has mistakes: the terminal says which. Load this again when they are put right.</p>\n';

/** What `pgcog docs` writes, of the project as it is on disk now. */
export async function docsPage({ root, configPath }: Pick<DevCommand, 'root' | 'configPath'>, scratch: Scratch): Promise<string> {
  const done = await generate({
    root, configPath, progress: { step: () => undefined, done: () => undefined },
    startServer: (version, launched) => {
      launched();
      return scratch(version);
    },
  });
  return (hasErrors(done.diagnostics) ? null : await pageOf(root, done)) ?? none;
}
