import { availableParallelism } from 'node:os';

const swc = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

/** What every project of tests shares. */
export const common = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/packages/[^/]+/dist'],
  transform: { '^.+\\.ts$': swc },
};

/** Through the front door, with real processes and databases. */
export const front = {
  ...common,
  displayName: 'front',
  testMatch: ['<rootDir>/test/**/*.spec.ts'],
  globalSetup: '<rootDir>/test/harness/global-setup.ts',
  globalTeardown: '<rootDir>/test/harness/global-teardown.ts',
};

/** `unit`: pure code beside its spec, no I/O. What takes long is in jest.stress.config.js. */
export default {
  // Most of what is tested are other processes; each worker has up to three of them.
  maxWorkers: Math.min(availableParallelism(), 4),
  // Only counts here: the same option of a project is passed over.
  testTimeout: 120_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      setupFiles: ['<rootDir>/test/harness/nest-first.js'],
      testMatch: ['<rootDir>/{packages,src,modules}/**/*.spec.ts'],
    },
    front,
  ],
};
