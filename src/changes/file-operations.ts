import { copyFile, link, mkdir, rename, rmdir, unlink, writeFile } from 'node:fs/promises';
import { constants } from 'node:fs';

/** What applying changes does to a file system, one call each, so that a test can let any of them fail. */
export interface FileOperations {
  readonly makeFolder: (path: string) => Promise<void>;
  readonly removeFolder: (path: string) => Promise<void>;
  /** Makes a new file; fails where there is one. */
  readonly writeNew: (path: string, text: string, mode: number) => Promise<void>;
  /** A second name, or a copy, of a file. */
  readonly keep: (path: string, copy: string) => Promise<void>;
  readonly move: (from: string, to: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
}

export const fileOperations: FileOperations = {
  makeFolder: async (path) => void (await mkdir(path)),
  removeFolder: rmdir,
  writeNew: (path, text, mode) => writeFile(path, text, { flag: 'wx', mode }),
  keep: (path, copy) => link(path, copy).catch(() => copyFile(path, copy, constants.COPYFILE_EXCL)),
  move: rename,
  remove: unlink,
};
