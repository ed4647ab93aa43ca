import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/build.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['node_modules', 'dist', 'test/.tmp'],
    pool: 'forks', // as quick as threads here, and a test may exhaust only its own heap
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
