import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Span } from '../../source/types.js';

/**
 * What the compiler, or a file itself when it was run, had to say, at its place: of the project's files the first that the
 * compiler or the stack names.
 *
 * @param path of the file that was loaded, from the root
 */
export function codeMistake(root: string, path: string, thrown: unknown): Diagnostic {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const told = (message.split('\n')[0] ?? '').replaceAll(`${root}/`, '').replace(/^(?:\w*Error:\s*)+/u, '').trim();
  const span = compiledPlace(root, message) ?? runPlace(root, thrown) ?? { file: path, start: 0, end: 0 };
  return error('PGC637', `${path} cannot be loaded: ${told}`, span, 'put it right and save');
}

/** The compiler writes ` FILE:LINE:COLUMN` as the message's last line; its columns begin at 0. */
function compiledPlace(root: string, message: string): Span | null {
  const [, file = '', line = '', column = ''] = /\n (\S.*):(\d+):(\d+)\s*$/u.exec(message) ?? [];
  return placeIn(root, file, Number(line), Number(column));
}

/** The first frame that is in the project and not in one of its packages. Compiled code stands in the lines of its source. */
function runPlace(root: string, thrown: unknown): Span | null {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  for (const [, place = '', line = ''] of stack.matchAll(/(?:\(|at )((?:file:\/\/)?\/[^()\n]*?):(\d+):\d+\)?$/gmu)) {
    const found = placeIn(root, place.startsWith('file:') ? fileURLToPath(place) : place, Number(line), 0);
    if (found !== null) return found;
  }
  return null;
}

function placeIn(root: string, file: string, line: number, column: number): Span | null {
  if (!file.startsWith(`${root}${sep}`) || file.includes('node_modules')) return null;
  const lines = textOf(file).split('\n');
  if (line < 1 || line > lines.length) return null;
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column;
  return { file: relative(root, file).split(sep).join('/'), start, end: start + 1 };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return ''; // Gone by now.
  }
}
