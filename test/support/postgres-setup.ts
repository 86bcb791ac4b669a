import type { TestProject } from 'vitest/node';
import { postgresMissing, startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the PostgreSQL of the tests of the control plane listens; empty where there is none. */
    postgresUrl: string;
  }
}

/** Starts one PostgreSQL for all files of the project, and stops it after them. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (postgresMissing() !== null) {
    project.provide('postgresUrl', '');
    return undefined;
  }
  const { url, stop } = await startPostgres();
  project.provide('postgresUrl', url);
  return stop;
}
