import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { CellColumns } from './block.ts';
import type { BuilderOptions } from './builder.ts';
import type { MomentRows } from './log.ts';

/** The sources are run only by tests; a thread's program must be JavaScript and is then taken from the build. */
const PROGRAM = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../../dist/intervals/worker.js', import.meta.url)
    : new URL('./worker.js', import.meta.url),
);

/** What the thread is asked; `signs` say for each moment of the rows whether its cells are added or taken away. */
export type Order = { type: 'people' | 'orders'; bytes: Uint8Array; signs: readonly (1 | -1)[] } | { type: 'finish' };

export type Reply = { type: 'taken' } | { type: 'cells'; cells: CellColumns } | { type: 'finished' };

/** Adds up cells in a thread of its own, so that requests are not held up; the thread ends with `close`. */
export class Workshop {
  readonly #worker: Worker;
  readonly #failed: Promise<never>;

  constructor(options: BuilderOptions) {
    this.#worker = new Worker(PROGRAM, { workerData: options, execArgv: [] });
    this.#failed = new Promise((_, reject) => {
      this.#worker.once('error', reject);
      this.#worker.once('exit', (code) => reject(new Error(`The thread that adds up cells ended with code ${code}.`)));
    });
    // Told to whoever waits for a reply; without a waiter the thread was closed.
    this.#failed.catch(() => undefined);
  }

  /** Adds the rows of whole people or orders; resolves once they are taken in. Rejects when the thread fails. */
  async add(type: 'people' | 'orders', rows: MomentRows, signs: readonly (1 | -1)[]): Promise<void> {
    const { bytes } = rows;
    const order: Order = { type, bytes, signs };
    const isWhole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
    this.#worker.postMessage(order, isWhole && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : []);
    await this.#reply();
  }

  /** The cells of everything added, in pieces. */
  async *finish(): AsyncGenerator<CellColumns> {
    const order: Order = { type: 'finish' };
    const waiting: Reply[] = [];
    let wake: () => void = () => undefined;
    this.#worker.on('message', (reply: Reply) => {
      waiting.push(reply);
      wake();
    });
    this.#worker.postMessage(order, []);
    for (;;) {
      const reply = waiting.shift();
      if (reply?.type === 'finished') return;
      if (reply?.type === 'cells') yield reply.cells;
      if (waiting.length === 0) await Promise.race([new Promise<void>((resolve) => (wake = resolve)), this.#failed]);
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #reply(): Promise<void> {
    await Promise.race([once(this.#worker, 'message'), this.#failed]);
  }
}
