import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['generated/', 'client/generated/', 'cdk.out/', '.pgcog/']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  // What Lambda calls gives a promise, whether it waits for anything or not.
  { rules: { '@typescript-eslint/require-await': 'off' } },
  { languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.js'] }, tsconfigRootDir: import.meta.dirname } } },
  { files: ['*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
