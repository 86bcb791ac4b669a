import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['development'] };
const ssr = { resolve: { conditions: ['development'] } };

export default defineConfig({
  test: {
    projects: [
      { resolve, ssr, test: { name: 'unit', include: ['{shared,api,web}/src/**/*.test.ts'], environment: 'node' } },
      {
        resolve,
        ssr,
        test: {
          name: 'system',
          include: ['test/{conformance,results,faults}/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
