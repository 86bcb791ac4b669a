import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import type { ImportPreview } from '@syncline/shared/control';
import { type Detected, detect, sampleTable } from './detect.ts';
import { UnusableFileError } from './unusable-file.ts';

const ROWS = 20;
const LARGEST_HEAD = 16 * 1024 * 1024;

/**
 * Looks at the head of a file, plain or gzip: its format, and of a table the headings and the first rows. A table that fits no
 * format can be read by a mapping; `reason` says why nothing fits as it is. `complete` says the head is the whole file.
 */
export async function previewFile(head: Uint8Array, complete: boolean): Promise<ImportPreview> {
  const nothing = { format: null, delimiter: null, columns: [], rows: [] };
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
