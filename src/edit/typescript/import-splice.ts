import type { Splice } from '../types.js';
import type { SourceFile, TypeScript } from './open-typescript.js';
import { behindComments } from './property-splices.js';

/** What puts an import behind those that are there, or before the first statement; `directives` like 'use strict' stay first. */
export function importSplice(typescript: TypeScript, source: SourceFile, line: string): Splice {
  const text = source.getFullText();
  const last = source.getImportDeclarations().at(-1);
  if (last !== undefined) {
    const start = behindComments(typescript, text, last.getEnd());
    return { start, end: start, text: `\n${line}` };
  }
  const { Node: is } = typescript.library;
  const first = source.getStatements().find((one) => !(is.isExpressionStatement(one) && is.isStringLiteral(one.getExpression())));
  if (first === undefined) return { start: text.length, end: text.length, text: text === '' || text.endsWith('\n') ? `${line}\n` : `\n${line}` };
  const start = first.getStart(true);
  return { start, end: start, text: `${line}\n\n` };
}

/** How a file writes its imports: the quote, the end of a statement, and what module names end with. */
export interface ImportStyle {
  readonly quote: "'" | '"';
  readonly end: ';' | '';
  /** `.js`, `.ts` or nothing. */
  readonly extension: string;
}

/** As its relative imports do; as ours do where it has none. */
export function importStyle(source: SourceFile): ImportStyle {
  const imports = source.getImportDeclarations();
  const all = [...imports, ...source.getExportDeclarations().filter((one) => one.getModuleSpecifier() !== undefined)].map((one) => one.getText());
  const beside = all.filter((text) => /['"]\.\//u.test(text));
  const like = beside.at(-1) ?? all.at(-1);
  const extension = beside.length === 0 ? '.js' : (/\.(?:js|ts|mjs|mts)(?=['"])/u.exec(beside.at(-1) ?? '')?.[0] ?? '');
  return { quote: like?.includes('"') === true ? '"' : "'", end: like === undefined || like.endsWith(';') ? ';' : '', extension };
}
