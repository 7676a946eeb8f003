import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Tells the files below `lambda/` of one moment from those of another: by their names, sizes and times. */
export function functionsStamp(root: string): string {
  const folder = join(root, 'lambda');
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return JSON.stringify(files.sort().map((path) => {
      const { size, mtimeMs, ino } = statSync(path);
      return [path, size, mtimeMs, ino];
    }));
  } catch {
    return 'none'; // No such folder, or one that is just changing: then it is told once more.
  }
}
