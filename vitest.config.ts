import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['development'] };
const ssr = { resolve: { conditions: ['development'] } };
/** What is waited for comes at once on an idle machine; this is for one that is busy with other things. */
const expect = { poll: { timeout: 20_000 } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['{shared,api,web}/src/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          expect,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'system',
          include: ['test/{conformance,results}/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          expect,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each starts engines and servers of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          expect,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // What is killed has to be ready again in time: nothing else may want the machine.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
