import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['development'] };
const ssr = { resolve: { conditions: ['development'] } };
/** What is waited for comes at once on an idle machine; this is for one that is busy with other things. */
const expect = { poll: { timeout: 20_000 } };

const CONTROL = ['test/conformance/control.test.ts', 'test/conformance/control-*.test.ts'];
const system = {
  expect,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // No test changes what the modules of another hold, and to load them anew takes longer than most tests.
  isolate: false,
  // Each starts engines and servers of its own, and waits for them for part of its time.
  maxWorkers: 3,
  sequence: { groupOrder: 1 },
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
          isolate: false,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'control',
          include: CONTROL,
          globalSetup: ['test/support/postgres-setup.ts'],
          ...system,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'system',
          include: ['test/{conformance,results,faults}/**/*.test.ts'],
          exclude: CONTROL,
          globalSetup: ['test/support/global-setup.ts'],
          ...system,
        },
      },
    ],
  },
});
