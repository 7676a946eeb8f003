import { error } from '../../source/diagnostic.js';
import { closest } from '../../source/closest.js';
import type { Diagnostic, SourceFile, Span, Staged } from '../../source/types.js';
import type { Hazard, HazardKind } from '../types.js';
import type { ReadMigration } from './types.js';

/** Every kind that a header may name. */
export const hazardKinds = ['deletes-data', 'rewrites', 'locks', 'alone', 'breaks-statement', 'may-fail', 'long'] as const satisfies readonly HazardKind[];

export type Header = Pick<ReadMigration, 'number' | 'name' | 'id' | 'after' | 'template' | 'hazards' | 'places'>;

const fileName = /^migrations\/((\d{4,9})_([a-z0-9][a-z0-9_]*))\.sql$/u;

/** The parts of `0002_add_note`; null for anything else. */
function readId(id: string): { readonly number: number; readonly name: string } | null {
  const [, , number, name] = fileName.exec(`migrations/${id}.sql`) ?? [];
  return number === undefined || name === undefined ? null : { number: Number(number), name };
}

/**
 * The comment lines that a migration begins with: its id, its predecessor's, its hazards. Other comments may stand
 * between them. Null with an error where the file cannot be told from others.
 */
export function readHeader(file: SourceFile): Staged<Header | null> {
  const id = fileName.exec(file.path)?.[1];
  const parts = id === undefined ? null : readId(id);
  if (id === undefined || parts === null) {
    const hint = 'four digits, small letters, digits and underscores: migrations/0002_add_note.sql';
    return failed(error('PGC700', `${file.path} is no name for a migration`, { file: file.path, start: 0, end: 0 }, hint));
  }
  const lines = headerLines(file);
  const [first] = lines;
  const named = /^-- pgcog migration (\S+)\s*$/u.exec(first?.text ?? '')?.[1];
  if (first === undefined || named === undefined) {
    return failed(error('PGC701', `${file.path} does not begin with its header`, first?.span ?? { file: file.path, start: 0, end: 0 }, `make its first line: -- pgcog migration ${id}`));
  }
  if (named !== id) return failed(error('PGC702', `the header names ${named}, the file ${id}`, first.span, `make it: -- pgcog migration ${id}`));
  return withLines({ ...parts, id, after: null, template: null, hazards: [], places: { id: first.span, after: first.span } }, lines.slice(1));
}

interface Line {
  readonly text: string;
  readonly span: Span;
}

function failed(problem: Diagnostic): Staged<null> {
  return { value: null, diagnostics: [problem] };
}

/** Comment lines at the top, up to the first line that is none. */
function headerLines({ path, text }: SourceFile): readonly Line[] {
  const lines: Line[] = [];
  let start = /^\s*/u.exec(text)?.[0].length ?? 0;
  while (text.startsWith('--', start)) {
    const end = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start);
    lines.push({ text: text.slice(start, end), span: { file: path, start, end } });
    start = end + 1;
  }
  return lines;
}

function withLines(start: Header, lines: readonly Line[]): Staged<Header> {
  const diagnostics: Diagnostic[] = [];
  const hazards: Hazard[] = [];
  let header = start;
  for (const { text, span } of lines) {
    const after = /^-- after (\S+)\s*$/u.exec(text)?.[1];
    const template = /^-- template ([0-9a-f]{64})\s*$/u.exec(text)?.[1];
    if (after !== undefined && header.after !== null) diagnostics.push(error('PGC703', 'a migration has one predecessor', span, 'delete one of the two lines'));
    else if (after !== undefined) header = { ...header, after, places: { ...header.places, after: span } };
    else if (template !== undefined) header = { ...header, template };
    else if (/^-- hazard\b/u.test(text)) addHazard(text, span, hazards, diagnostics);
  }
  return { value: { ...header, hazards }, diagnostics };
}

function addHazard(text: string, span: Span, hazards: Hazard[], diagnostics: Diagnostic[]): void {
  const [, written = '', object = ''] = /^-- hazard ([\w-]*):? *(.*?)\s*$/u.exec(text) ?? [];
  const kind = hazardKinds.find((one) => one === written);
  if (kind !== undefined && object !== '') return void hazards.push({ kind, object });
  const near = closest(written, hazardKinds);
  const hint = kind === undefined && near !== null ? `did you mean ${near}?` : `as in: -- hazard deletes-data: column orders.old; kinds are ${hazardKinds.join(', ')}`;
  diagnostics.push(error('PGC703', 'this line names no hazard', span, hint));
}
