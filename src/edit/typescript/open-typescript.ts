import type { SourceFile } from 'ts-morph';
import type { UserFile } from '../types.js';

export type { Node, ObjectLiteralExpression, SourceFile } from 'ts-morph';

type Library = typeof import('ts-morph');

/** Reads TypeScript, JavaScript and JSON for its places. It never writes: see the traps of its own edits. */
export interface TypeScript {
  readonly library: Library;
  /** The file's tree; null where it does not parse. */
  read(file: Pick<UserFile, 'path' | 'text'>): SourceFile | null;
}

/** ts-morph, imported only here and only when asked for: it takes about 300 ms. */
export async function openTypescript(): Promise<TypeScript> {
  const loaded = await import('ts-morph');
  // A CommonJS module: in a bundle it has its default export alone, which its types do not tell.
  const library = 'default' in loaded ? (loaded.default as Library) : loaded;
  const project = new library.Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true, compilerOptions: { allowJs: true, target: library.ScriptTarget.ESNext, module: library.ModuleKind.ESNext } });
  return {
    library,
    read: ({ path, text }) => {
      const source = project.createSourceFile(`/${path}`, text, { overwrite: true });
      const broken = project.getProgram().getSyntacticDiagnostics(source).length > 0;
      return broken ? null : source;
    },
  };
}
