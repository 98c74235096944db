import { join } from 'node:path';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { layers } from './scripts/eslint-layers.mjs';

/**
 * What each folder of src/ may import, itself aside. An arrow that is not here does not exist: nothing below the worker
 * knows React or the DOM, and the page knows the engine only by the worker's types and client.
 */
const MAY_IMPORT = {
  library: [],
  graph: [],
  bert: ['graph'],
  checkpoint: ['bert', 'graph'],
  hub: [],
  runtime: ['bert', 'graph'],
  knowledge: ['graph', 'bert', 'checkpoint', 'runtime'],
  worker: ['graph', 'bert', 'checkpoint', 'hub', 'runtime', 'knowledge', 'library'],
  cli: ['graph', 'bert', 'checkpoint', 'runtime', 'knowledge', 'library'],
  state: ['worker', 'knowledge', 'bert', 'library', 'hub'],
  components: ['worker', 'knowledge', 'bert', 'library', 'hub', 'state'],
};

const ARROWS = {
  src: join(import.meta.dirname, 'src'),
  allowed: MAY_IMPORT,
  shared: ['chance', 'errors', 'schema'],
  open: {
    state: { worker: ['api', 'client'], hub: ['address'] },
    components: { worker: ['api', 'client'], hub: ['address'] },
  },
};

export default tseslint.config(
  {
    ignores: [
      'dist',
      'dist-bench',
      'dist-test',
      'node_modules',
      'test-results',
      'playwright-report',
      'models',
      'public',
    ],
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommendedTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { engram: { rules: { layers } } },
    rules: {
      'engram/layers': ['error', ARROWS],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `interface` for shapes, `type` for unions; both are plain data here.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      // Tables of rules are written as methods and taken apart by destructuring; none of them uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/{components,state}/**/*.{ts,tsx}', 'src/main.tsx'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    // The engine has to run in Node, in tests and from the command line.
    files: ['src/{library,graph,bert,checkpoint,hub,knowledge}/**/*.ts'],
    ignores: ['src/hub/opfs.ts'],
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'navigator', 'localStorage'] },
  },
  {
    // Tests may reach for fixtures, and for whatever runs a program for real.
    files: ['**/*.test.{ts,tsx}'],
    rules: { 'engram/layers': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    rules: { 'no-unused-vars': 'error', 'prefer-const': 'error', eqeqeq: ['error', 'always', { null: 'ignore' }] },
  },
  { files: ['bench/**/*.ts', 'e2e/**/*.ts'], rules: { 'no-console': 'off' } },
);
