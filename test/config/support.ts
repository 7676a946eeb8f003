import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readConfig } from '../../src/config/read-config.js';
import type { ReadSettings } from '../../src/config/read-settings.js';
import { readSettings } from '../../src/config/read-settings.js';
import { formatDiagnostics } from '../../src/source/format-diagnostics.js';

/** Settings of a project that has these files. */
export async function settingsOf(files: Readonly<Record<string, string>>, configPath?: string): Promise<ReadSettings> {
  const root = await mkdtemp(join(tmpdir(), 'config-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return await readSettings(root, await readConfig(root, configPath ?? null));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** What a user sees of it. */
export function printed(settings: ReadSettings): string {
  const texts = new Map(settings.sources.map((file) => [file.path, file.text]));
  return formatDiagnostics(settings.diagnostics, texts, { color: false });
}
