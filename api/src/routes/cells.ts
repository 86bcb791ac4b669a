import { type CellStatus, cellStatusSchema } from '@syncline/shared/control';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import { describe } from './http.ts';

export interface CellsDeps {
  cells: {
    /** Compares every cell with the log and builds them anew where they differ. */
    check(): Promise<number>;
    /** Builds every cell anew. */
    rebuild(): Promise<void>;
  };
  status: () => CellStatus;
  log: Pick<Logger, 'error'>;
}

/** `POST /data/cells/check` and `/data/cells/rebuild`: long work that goes on in the background, told by `GET /data/status`. */
export function cellsRoutes({ cells, status, log }: CellsDeps) {
  const begin = (what: string, work: Promise<unknown>): CellStatus => {
    work.catch((error: unknown) => log.error({ err: error }, `${what} did not end well`));
    return status();
  };
  return new Hono()
    .post(
      '/data/cells/check',
      describe({
        summary: 'Compare the interval cells with the log',
        description:
          'Builds them anew where they differ. Answers at once; `cells` of `GET /data/status` tells when it is done.',
        tag: 'Data',
        answers: { 202: cellStatusSchema },
      }),
      (context) => context.json(begin('The check of the interval cells', cells.check()), 202),
    )
    .post(
      '/data/cells/rebuild',
      describe({
        summary: 'Build the interval cells anew from the log',
        description:
          'Answers at once; `cells` of `GET /data/status` tells when it is done. Questions are answered meanwhile.',
        tag: 'Data',
        answers: { 202: cellStatusSchema },
      }),
      (context) => context.json(begin('Building the interval cells anew', cells.rebuild()), 202),
    );
}
