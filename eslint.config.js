import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/site/',
      '**/coverage/',
      '**/node_modules/',
      '**/.cache/',
      'examples/pocketbase/',
      'test/frameworks/program.ts',
      'test/consumers/',
      'test/fixtures/pb_migrations/',
      'test/consumers/',
    ],
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'build/**/*.ts', 'tsup.config.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './src/host/tsconfig.json',
          './src/cli/tsconfig.json',
          './src/stores/sqlite/tsconfig.json',
          './test/tsconfig.json',
        ],
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // Tests give what types forbid, and fakes are async without awaiting.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
  {
    // A backend's methods are async by their interface, whether they wait or not.
    files: ['src/backends/memory.ts'],
    rules: { '@typescript-eslint/require-await': 'off' },
  },
);
