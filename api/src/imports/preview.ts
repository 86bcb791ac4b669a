import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import type { ImportPreview } from '@syncline/shared/control';
import type { RatesPreview } from '@syncline/shared/exchange-rates';
import { readRates } from './csv/rates.ts';
import type { Delimiter } from './csv/table.ts';
import { type Detected, detect, sampleTable } from './detect.ts';
import { UnusableFileError } from './unusable-file.ts';

const ROWS = 20;
const REFUSALS = 20;
const LARGEST_HEAD = 16 * 1024 * 1024;

/**
 * Looks at the head of a file, plain or gzip: its format, and of a table the headings and the first rows. A table that fits no
 * format can be read by a mapping; `reason` says why nothing fits as it is. `complete` says the head is the whole file,
 * `today` is the last day of which an exchange rate is taken.
 */
export async function previewFile(head: Uint8Array, complete: boolean, today: string): Promise<ImportPreview> {
  const nothing = { format: null, delimiter: null, columns: [], rows: [], rates: null };
  let bytes: Buffer;
  try {
    bytes = await unpackHead(head);
  } catch (error) {
    if (!(error instanceof UnusableFileError)) throw error;
    return { ...nothing, reason: error.message };
  }
  const whole = complete && bytes.length > 0;
  const found = attempt(() => detect('auto', bytes, whole));
  if (!('reason' in found) && !('delimiter' in found)) return { ...nothing, reason: null, format: found.format };
  const table = 'reason' in found ? attempt(() => detect('csv', bytes, whole)) : found;
  const reason = 'reason' in found ? found.reason : null;
  if (!('delimiter' in table) || table.columns.length < 2 || /^[\s\uFEFF]*[[{]/u.test(bytes.toString('utf8', 0, 64))) {
    return { ...nothing, reason };
  }
  return {
    format: reason === null ? table.format : null,
    reason,
    delimiter: table.delimiter,
    columns: table.columns,
    rows: sampleTable(bytes, whole, table.delimiter, ROWS + 1).slice(1),
    rates: table.format === 'ecb-rates' ? await previewRates(bytes, whole, table.delimiter, today) : null,
  };
}

/** What can be read of the rates in the head, and what would be refused of it. */
async function previewRates(
  bytes: Buffer,
  complete: boolean,
  delimiter: Delimiter,
  today: string,
): Promise<RatesPreview> {
  async function* whole() {
    yield complete ? bytes : bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  }
  const days: string[] = [];
  const currencies = new Set<string>();
  const refusals: RatesPreview['refusals'] = [];
  let [rates, withdrawn] = [0, 0];
  for await (const entry of readRates(whole(), delimiter, today)) {
    const [first] = entry.rates;
    if (first) days.push(first.day);
    for (const { currency } of entry.rates) currencies.add(currency);
    refusals.push(...entry.refusals.map(({ path, message }) => ({ line: entry.line, path, message })));
    rates += entry.rates.length;
    withdrawn += entry.withdrawn;
  }
  const sorted = days.toSorted();
  return {
    days: days.length,
    from: sorted[0] ?? null,
    to: sorted.at(-1) ?? null,
    rates,
    currencies: [...currencies].toSorted(),
    withdrawn,
    refused: refusals.length,
    refusals: refusals.slice(0, REFUSALS),
    complete,
  };
}

function attempt(detection: () => Detected): Detected | { reason: string } {
  try {
    return detection();
  } catch (error) {
    if (error instanceof UnusableFileError) return { reason: error.message };
    throw error;
  }
}

/** Unpacks as much as a head that is cut off gives. */
async function unpackHead(head: Uint8Array): Promise<Buffer> {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return Buffer.from(head);
  try {
    return await promisify(gunzip)(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: LARGEST_HEAD });
  } catch (error) {
    throw new UnusableFileError('The gzip file is damaged, or unpacks to very much more than its size.', {
      cause: error,
    });
  }
}
