import type { RateInput } from '@syncline/shared/exchange-rates';
import type { Ingest, UnreadableLine } from '../ingest/port.ts';
import { readRates } from './csv/rates.ts';
import type { Delimiter } from './csv/table.ts';
import { patiently, type Waiting } from './patiently.ts';
import type { RatesSink } from './port.ts';
import type { Progress } from './progress.ts';
import { UnusableFileError } from './unusable-file.ts';

/** A file is kept whole or not at all, and held in memory until then: fifty years of forty currencies. */
const MOST_RATES = 1_000_000;

export interface RatesRun extends Waiting {
  ingest: Pick<Ingest, 'submit'>;
  rates: RatesSink;
  progress: Progress;
}

/**
 * Imports one file of exchange rates: all that can be read is kept in one transaction at the end, so that an import that
 * fails or is cancelled leaves nothing; what is refused is kept with its reasons. Throws as `runImport`.
 */
export async function runRatesImport(
  run: RatesRun,
  source: AsyncIterable<Uint8Array>,
  delimiter: Delimiter,
): Promise<void> {
  const { progress, signal, rates: sink } = run;
  const rates: RateInput[] = [];
  const refused: UnreadableLine[] = [];
  const skip = (what: string, count: number) => {
    if (count > 0) progress.skipped[what] = (progress.skipped[what] ?? 0) + count;
  };
  for await (const entry of readRates(source, delimiter, sink.today())) {
    signal.throwIfAborted();
    progress.rows += 1;
    const { line } = entry;
    rates.push(...entry.rates.map((rate) => ({ ...rate, note: '' })));
    refused.push(...entry.refusals.map((refusal) => ({ line, reject: { line, ...refusal }, payload: null })));
    skip('rates_not_published', entry.unpublished);
    skip('withdrawn_currencies', entry.withdrawn);
    if (rates.length + refused.length > MOST_RATES) {
      throw new UnusableFileError(`The file tells more than ${MOST_RATES} rates: split it by year.`);
    }
  }
  if (refused.length > 0) {
    const batch = { lines: refused, source: 'import', origin: '', importId: run.importId } as const;
    progress.rejected += (await patiently(run, () => run.ingest.submit(batch))).rejected;
  }
  signal.throwIfAborted();
  const kept = await sink.keep(run.importId, rates);
  progress.accepted = kept.accepted;
  progress.duplicate = kept.duplicate;
  progress.replaced = kept.replaced;
  skip('below_entries_by_hand', kept.below_hand);
}
