import tseslint from 'typescript-eslint';
import jest from 'eslint-plugin-jest';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', '**/*.js', '**/*.mjs'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      'max-lines': ['error', { max: 350 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  // Dependencies point one way: http → search → query, engines → text; only an engine's folder imports its client.
  {
    files: ['src/text/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['**/query/**', '**/engines/**', '**/search/**', '**/http/**', '**/indexer/**'] }] },
  },
  {
    files: ['src/query/**', 'src/engines/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['**/search/**', '**/http/**', '**/indexer/**'] }] },
  },
  {
    files: ['src/search/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['**/http/**', '**/indexer/**', '**/engines/sqlite/**', '**/engines/meilisearch/**'] }] },
  },
  {
    files: ['src/**', 'indexer/**', 'config/**'],
    ignores: ['src/engines/meilisearch/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: ['meilisearch'] }] },
  },
  {
    files: ['src/**', 'indexer/**', 'config/**'],
    ignores: ['src/engines/sqlite/**'],
    rules: { 'no-restricted-syntax': ['error', { selector: "ImportDeclaration[source.value='better-sqlite3']", message: 'only src/engines/sqlite knows SQLite' }] },
  },
  {
    files: ['tests/**'],
    ...jest.configs['flat/recommended'],
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'fc.assert'] }],
      'jest/no-standalone-expect': 'off',
      'jest/no-export': 'off',
      'jest/valid-title': 'off',
    },
  },
);
