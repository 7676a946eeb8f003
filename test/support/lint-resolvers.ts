import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/** A linter for resolvers below one folder. */
export interface ResolverLinter {
  /** How many rules it holds. */
  readonly rules: number;
  /** How many files there were, and what is wrong with them: `file rule message`. */
  lint(): Promise<{ readonly files: number; readonly mistakes: readonly string[] }>;
  /** Number of mistakes in a text, read as if it were this file. */
  lintText(text: string, path: string): Promise<number>;
}

/**
 * AWS's recommended rules for its JavaScript runtime, typed: over every `.js` below `folder`, which gets a tsconfig.json
 * and a link to the packages of `repository`.
 */
export async function resolverLinter(folder: string, repository: string): Promise<ResolverLinter> {
  if (!existsSync(join(folder, 'node_modules'))) symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  const compilerOptions = { allowJs: true, checkJs: false, noEmit: true, target: 'ES2022', module: 'ESNext', moduleResolution: 'Bundler', types: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.js'] }));
  const { default: appsync } = await import('@aws-appsync/eslint-plugin');
  const rules = [appsync.configs?.['recommended']].flat()[0]?.rules ?? {};
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    errorOnUnmatchedPattern: false,
    overrideConfig: {
      files: ['**/*.js'], plugins: { '@aws-appsync': appsync }, rules,
      languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: folder } },
    },
  });
  return {
    rules: Object.keys(rules).length,
    async lint() {
      const results = await eslint.lintFiles(['**/*.js']);
      const mistakes = results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, message }) => `${filePath} ${ruleId ?? ''} ${message}`));
      return { files: results.length, mistakes };
    },
    async lintText(text, path) {
      const [result] = await eslint.lintText(text, { filePath: join(folder, path) });
      return result?.errorCount ?? 0;
    },
  };
}
