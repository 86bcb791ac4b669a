import { setTimeout as sleep } from 'node:timers/promises';
import type { CellsCommand } from './arguments.ts';
import { Client, ServerError } from './client.ts';
import type { Terminal } from './import.ts';

const ASK_EVERY_MS = 250;

/** Has the interval cells checked or built anew and waits for the end. Answers the exit code: 1 when they differed or it failed. */
export async function renewCells({ command, url }: CellsCommand, terminal: Terminal): Promise<number> {
  const client = new Client(url);
  try {
    const before = await client.renewCells(command);
    const doneAt = command === 'check' ? 'checked_at' : 'built_at';
    for (;;) {
      const now = await client.cells();
      if (now[doneAt] !== before[doneAt] && now.state === 'idle') {
        const differed = now.divergences - before.divergences;
        terminal.out(
          differed > 0 ? 'They differed from the log and were built anew.' : 'They are in step with the log.',
        );
        return differed > 0 ? 1 : 0;
      }
      if (now.state === 'failed') throw new ServerError('It failed; the log of the server says why.');
      if (terminal.signal.aborted) return 130;
      terminal.progress(`${now.state}, closed through ${now.closed_through ?? 'no day yet'}`);
      await sleep(ASK_EVERY_MS);
    }
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    terminal.out(error.message);
    return 1;
  }
}
