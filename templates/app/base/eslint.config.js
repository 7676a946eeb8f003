import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['generated/**', 'client/generated/**', 'cdk.out/**', '.pgcog/**'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  // What Lambda calls gives a promise, whether it waits for anything or not.
  { rules: { '@typescript-eslint/require-await': 'off' } },
  { languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] }, tsconfigRootDir: import.meta.dirname } } },
  { files: ['eslint.config.js'], extends: [tseslint.configs.disableTypeChecked] },
);
