/** Why a path cannot be written, read on from the path itself; null where it can. POSIX, relative to the root. */
export function pathProblem(path: string): string | null {
  if (/[\u0000-\u001f\u007f\\:*?"<>|]/u.test(path)) return 'has a character that not every file system takes';
  const parts = path.split('/');
  if (path.startsWith('/') || parts.includes('..')) return 'leads out of the project';
  if (parts.some((part) => part === '' || part === '.' || /[. ]$/u.test(part))) return 'is not a plain path';
  if (parts.some((part) => Buffer.byteLength(part) > 255)) return 'has a name of more than 255 bytes';
  return parts[0]?.toLowerCase() === '.git' ? 'is in the folder of git' : null;
}

/** Two paths with one key are one file where file systems ignore case (macOS, Windows). */
export function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
