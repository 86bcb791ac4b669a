import type { MappingInput } from '@syncline/shared/control';
import type { SpendLine } from '@syncline/shared/spend';
import type { UnreadableLine } from '../ingest/port.ts';
import { readSpend } from './csv/spend.ts';
import { detect } from './detect.ts';
import type { SpendSink } from './port.ts';
import { patiently } from './patiently.ts';
import type { Run } from './run.ts';
import { openSource } from './source.ts';
import { UnusableFileError } from './unusable-file.ts';

/** The spend of a file is kept whole or not at all, and held in memory until then. */
const MOST_LINES = 1_000_000;
const REFUSALS_A_BATCH = 8_000;

export interface SpendRun extends Pick<Run, 'importId' | 'path' | 'ingest' | 'log' | 'signal' | 'progress' | 'checks'> {
  mapping: MappingInput;
  spend: SpendSink;
}

/**
 * Imports one file of advertising spend: every line that can be read is kept in one transaction at the end, so that an
 * import that fails or is cancelled leaves nothing; those refused are kept with their reasons. Throws as `runImport`.
 */
export async function runSpendImport(run: SpendRun): Promise<void> {
  const { progress, signal, spend } = run;
  const source = await openSource(run.path, signal, (count) => (progress.bytesRead += count));
  // Refuses what is no text, in words.
  detect('csv', source.head, source.complete);
  const terms = { currency: spend.currency, campaignsByName: await spend.campaignsByName() };
  const lines: SpendLine[] = [];
  let refused: UnreadableLine[] = [];
  for await (const entry of readSpend(source.content, run.mapping, terms, run.checks)) {
    signal.throwIfAborted();
    progress.rows += 1;
    if ('refusal' in entry) {
      refused.push({ line: entry.line, reject: { line: entry.line, ...entry.refusal }, payload: null });
      if (refused.length >= REFUSALS_A_BATCH) {
        await refuse(run, refused);
        refused = [];
      }
      continue;
    }
    lines.push(entry.spend);
    if (entry.rounded) progress.rounded += 1;
    if (lines.length > MOST_LINES) {
      throw new UnusableFileError(`The file tells more than ${MOST_LINES} lines of spend: split it by month.`);
    }
  }
  if (refused.length > 0) await refuse(run, refused);
  signal.throwIfAborted();
  const { accepted, duplicate, replaced } = await spend.keep(run.importId, lines);
  progress.accepted = accepted;
  progress.duplicate = duplicate;
  progress.replaced = replaced;
}

async function refuse(run: SpendRun, lines: readonly UnreadableLine[]): Promise<void> {
  const batch = { lines, source: 'import', origin: '', importId: run.importId } as const;
  const { rejected } = await patiently(run, () => run.ingest.submit(batch));
  run.progress.rejected += rejected;
}
