import { unquoteIdentifier } from '../../parse/identifier.js';
import { lexemeAt } from '../../parse/lexemes.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, SourceFile, Span, Staged } from '../../source/types.js';
import type { StepDirective } from './types.js';

/** A directive at its place. */
export interface PlacedDirective extends StepDirective {
  readonly span: Span;
}

/** What holds before the first directive. */
export const usual: StepDirective = { kind: 'transaction', home: 'tenant', batch: null };

const word = String.raw`(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`;
const form = new RegExp(String.raw`^-- pgcog step (?=\S)(shared\b)?\s*(?:(transaction|alone)|batched\s+(?:(${word})\s*\.\s*)?(${word})\s+by\s+(${word}(?:\s*,\s*${word})*))?\s*$`, 'u');
const usage = 'one of: step transaction, step alone, step batched orders by id, step shared, step shared alone';

/** Every `-- pgcog step` of a file, in order. Comments inside of strings and function bodies are none. */
export function readDirectives(file: SourceFile, templateSchema: string): Staged<readonly PlacedDirective[]> {
  const value: PlacedDirective[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let at = 0; at < file.text.length; ) {
    const { kind, start, end } = lexemeAt(file.text, at);
    at = end;
    const text = file.text.slice(start, end);
    if (kind !== 'comment' || !/^--\s*pgcog\b/u.test(text) || /^-- pgcog migration\b/u.test(text)) continue;
    const span = { file: file.path, start, end };
    const read = readDirective(text, span, templateSchema);
    if ('code' in read) diagnostics.push(read);
    else value.push({ ...read, span });
  }
  return { value, diagnostics };
}

function readDirective(text: string, span: Span, templateSchema: string): StepDirective | Diagnostic {
  const found = form.exec(text);
  if (found === null) return error('PGC704', 'this directive is not understood', span, usage);
  const [, shared, kind, schema, table, key] = found;
  const home = shared === undefined ? 'tenant' : 'shared';
  if (table === undefined || key === undefined) return { kind: kind === 'alone' ? 'alone' : 'transaction', home, batch: null };
  const own = home === 'shared' ? 'shared' : templateSchema;
  if (schema !== undefined && unquoteIdentifier(schema) !== own) {
    const way = unquoteIdentifier(schema) === 'shared' ? `make it: -- pgcog step shared batched ${schema}.${table} by ${key}` : 'write the table without its schema';
    return error('PGC704', `${schema}.${table} is not for a step of this home`, span, way);
  }
  const names = key.match(new RegExp(word, 'gu')) ?? [];
  return { kind: 'batched', home, batch: { table: unquoteIdentifier(table), key: names.map((name) => unquoteIdentifier(name)) } };
}
