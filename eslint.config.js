import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { comments } from './scripts/eslint-comments.mjs';

/** A member that nobody else may touch is one by the language: `#name`. A constructor has no other way than the keyword. */
const PRIVATE_BY_HASH = [
  'PropertyDefinition[accessibility="private"]',
  'MethodDefinition[accessibility="private"][kind!="constructor"]',
  'TSParameterProperty[accessibility="private"]',
].map((selector) => ({ selector, message: 'Write a private member as #name.' }));

export default tseslint.config(
  {
    ignores: [
      'dist',
      'dist-bench',
      'dist-test',
      'dist-npm',
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
    plugins: { engram: { rules: { comments } } },
    rules: {
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
      '@typescript-eslint/no-shadow': ['error', { allow: ['_'], ignoreOnInitialization: true }],
      'engram/comments': 'error',
      'no-restricted-syntax': ['error', ...PRIVATE_BY_HASH],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/{components,keeping,session,state}/**/*.{ts,tsx}', 'src/main.tsx'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    // The engine has to run in Node, in tests and from the command line.
    files: ['src/{library,graph,bert,checkpoint,hub,knowledge,experiments,state}/**/*.ts'],
    ignores: ['src/hub/opfs.ts'],
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'navigator', 'localStorage'] },
  },
  {
    // More than four, and a caller tells them apart by their places: give them names in an object.
    files: ['src/**/*.{ts,tsx}'],
    // A property's callback takes what its arbitraries give.
    ignores: ['**/*.test.{ts,tsx}'],
    rules: { 'max-params': ['error', 4] },
  },
  {
    files: ['**/*.{js,mjs}'],
    rules: { 'no-unused-vars': 'error', 'prefer-const': 'error', eqeqeq: ['error', 'always', { null: 'ignore' }] },
  },
  { files: ['bench/**/*.ts', 'e2e/**/*.ts'], rules: { 'no-console': 'off' } },
);
