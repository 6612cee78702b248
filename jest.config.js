/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  // By default one processor is kept for what else goes on, which is half of a small machine.
  maxWorkers: '100%',
  moduleNameMapper: { '^cdk8s-ml$': '<rootDir>/lib/index.ts' },
  transform: {
    // Each file by itself (isolatedModules): types are checked once for all of them, by `npm run check` before jest in `npm test`.
    '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }],
  },
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
