import type { ZodType } from 'zod';
import { type AnalyticsReader, QueryTooHeavyError } from '../stores/clickhouse/port.ts';
import type { Piece } from './sql/order-histories.ts';
import type { Statement } from './sql/fragment.ts';

const MORE = 8;
const MOST_PIECES = 512;
/** More at once would fill the memory that all questions share. */
const MOST_ROWS = 1_000_000;

/**
 * Every row of an answer that one read may be too small for: it is read whole, and where that is refused in more and more
 * pieces, one after the other. Throws the QueryTooHeavyError of the last attempt, and one past a million rows.
 */
export async function inPieces<Row>(
  reader: AnalyticsReader,
  statement: (piece: Piece) => Statement,
  row: ZodType<Row>,
  signal: AbortSignal | undefined,
): Promise<Row[]> {
  const options = signal ? { signal } : {};
  for (let pieces = 1; ; pieces *= MORE) {
    try {
      const rows: Row[] = [];
      for (let piece = 0; piece < pieces; piece += 1) {
        const { sql, parameters } = statement({ piece, pieces });
        // One after the other, as each alone is heavy.
        // oxlint-disable-next-line no-await-in-loop
        for (const found of await reader.query(sql, parameters, row, options)) rows.push(found);
        if (rows.length > MOST_ROWS) throw tooMany();
      }
      return rows;
    } catch (error) {
      if (!(error instanceof QueryTooHeavyError) || !error.isTooLarge || pieces * MORE > MOST_PIECES) throw error;
    }
  }
}

function tooMany(): QueryTooHeavyError {
  return new QueryTooHeavyError(`The question hangs on more than ${MOST_ROWS} different orders, too many at once.`, {
    hint: 'Ask for a shorter period',
  });
}
