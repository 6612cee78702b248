/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  moduleNameMapper: { '^cdk8s-ml$': '<rootDir>/lib/index.ts' },
  transform: {
    // Types are checked once for all files, by `npm run check` before jest in `npm test`.
    '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.check.json', isolatedModules: true, diagnostics: { ignoreCodes: [151001, 151002] } }],
  },
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
