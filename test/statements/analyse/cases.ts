import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const fixtures = join(import.meta.dirname, '../../../fixtures/nullability');

/** A statement of the fixtures with what is expected of it. */
export interface Case {
  readonly file: string;
  readonly name: string;
  readonly sql: string;
  readonly parameters: readonly { readonly type: string; readonly nullable: boolean; readonly value: string | null }[];
  readonly columns: readonly { readonly name: string; readonly nullability: string }[];
  /** Column name to `relation.column` or `-`; null where the case says nothing. */
  readonly origin: Readonly<Record<string, string>> | null;
  readonly rows: string | null;
  readonly limit: boolean;
  readonly server: number;
}

/**
 * Cases stand in `*.sql` files: lines `-- case:`, `-- expect: id no, name yes` and, as needed, `-- rows:`, `-- origin:`,
 * `-- parameters: int = 1, text? = null` (with ? null may be sent), `-- limit: yes`, `-- server: 18`, then the statement.
 */
export function readCases(): readonly Case[] {
  const files = readdirSync(fixtures).filter((file) => /^\d+-.*\.sql$/.test(file)).sort();
  return files.flatMap((file) => {
    const blocks = readFileSync(join(fixtures, file), 'utf8').split(/\n\n+/).filter((block) => block.trim() !== '');
    return blocks.map((block) => readCase(file, block.trim()));
  });
}

function readCase(file: string, block: string): Case {
  const lines = block.split('\n');
  const notes = new Map(lines.filter((line) => line.startsWith('-- ')).map((line) => [line.slice(3, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  const sql = lines.filter((line) => !line.startsWith('-- ')).join('\n').replace(/;$/, '');
  const [name, expect] = [notes.get('case'), notes.get('expect')];
  const unknown = [...notes.keys()].filter((key) => !['case', 'expect', 'rows', 'origin', 'parameters', 'limit', 'server'].includes(key));
  if (name === undefined || expect === undefined || unknown.length > 0) throw new Error(`${file}: a case is not well formed: ${block}`);
  return {
    file, name, sql,
    parameters: items(notes.get('parameters')).map(readParameter),
    columns: items(expect).map((item) => ({ name: item.slice(0, item.lastIndexOf(' ')), nullability: item.slice(item.lastIndexOf(' ') + 1) })),
    origin: notes.has('origin') ? Object.fromEntries(items(notes.get('origin')).map((item) => item.split(' '))) : null,
    rows: notes.get('rows') ?? null,
    limit: notes.get('limit') === 'yes',
    server: Number(notes.get('server') ?? 17),
  };
}

function items(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.split(/, (?![^{]*\})/);
}

function readParameter(item: string): Case['parameters'][number] {
  const found = /^(\S+?)(\??) = (.*)$/.exec(item);
  if (found === null) throw new Error(`not a parameter: ${item}`);
  return { type: found[1] ?? '', nullable: found[2] === '?', value: found[3] === 'null' ? null : (found[3] ?? '') };
}
