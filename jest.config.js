// Tests run on the compiled files in dist/, the very files that are shipped: no transform, native ES modules.
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/dist/tests'],
  testMatch: ['**/*.test.js'],
  transform: {},
};
