/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  moduleNameMapper: { '^cdk8s-ml$': '<rootDir>/lib/index.ts' },
  transform: {
    '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.check.json', diagnostics: { ignoreCodes: [151002] } }],
  },
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
