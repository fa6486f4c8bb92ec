// Real MongoDB (a one-node replica set) and Redis are started once by globalSetup; each jest worker has its own database.
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
};
export default {
  testEnvironment: '<rootDir>/tests/support/environment.ts',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  globalSetup: '<rootDir>/tests/support/globalSetup.ts',
  globalTeardown: '<rootDir>/tests/support/globalTeardown.ts',
  setupFilesAfterEnv: ['<rootDir>/tests/support/setup.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/data'],
  reporters: ['default', '<rootDir>/tests/support/closingReporter.js'],
  maxWorkers: 2,
  workerIdleMemoryLimit: '1500MB',
  // Ends a test that hangs; it says nothing of speed, so that a busy machine fails none.
  testTimeout: 120_000,
};
