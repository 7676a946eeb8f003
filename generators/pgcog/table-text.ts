import { displayWidth } from '../../src/source/display-width.js';
import { printableLine } from '../../src/source/printable.js';
import type { Table } from './types.js';

const width = (text: string): number => [...text].reduce((sum, character) => sum + displayWidth(character), 0);

/** A table with aligned columns, as lines; what a terminal would take for commands is shown as text. */
export function tableText({ columns, rows }: Table): string {
  const cells = [columns, ...rows].map((row) => row.map((cell) => printableLine(cell ?? '-')));
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => width(row[at] ?? ''))));
  const line = (row: readonly string[]): string => row.map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - width(cell)))).join('  ').trimEnd();
  return cells.map((row) => `${line(row)}\n`).join('');
}
