import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['development'] };
const ssr = { resolve: { conditions: ['development'] } };
/** What is waited for comes at once on an idle machine; this is for one that is busy with other things. */
const expect = { poll: { timeout: 20_000 } };

/** What is killed here has to be ready again in time: nothing else may want the machine. */
const ALONE = ['test/faults/kill.test.ts'];
const system = {
  globalSetup: ['test/support/global-setup.ts'],
  expect,
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

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
          include: ['test/{conformance,results,faults}/**/*.test.ts'],
          exclude: ALONE,
          ...system,
          // Each starts engines and servers of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        ssr,
        test: { name: 'alone', include: ALONE, ...system, fileParallelism: false, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
