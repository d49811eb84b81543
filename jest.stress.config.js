import { front } from './jest.config.js';

/** What takes long: attacks beside other tenants, modules made of chance, the toolchains of other languages. One at a time. */
export default {
  ...front,
  displayName: 'stress',
  testMatch: ['<rootDir>/test/**/*.stress.ts'],
  testTimeout: 300_000,
  maxWorkers: 1,
};
