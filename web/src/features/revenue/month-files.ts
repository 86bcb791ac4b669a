import type { StatementSummary } from '@syncline/shared/statements';
import { zipSync } from 'fflate';
import { useState } from 'react';
import { requestFile } from '../../lib/api.ts';
import { save } from '../../ui/picture.ts';
import { statementPath } from './statements-questions.ts';

export interface MonthFiles {
  /** How many of how many are fetched; null while nothing is under way. */
  progress: { done: number; of: number } | null;
  error: unknown;
  fetchAll: (month: string, items: readonly StatementSummary[]) => Promise<void>;
}

/** Fetches the PDFs of a month one after another and saves them as one ZIP. */
export function useMonthFiles(): MonthFiles {
  const [progress, setProgress] = useState<MonthFiles['progress']>(null);
  const [error, setError] = useState<unknown>(null);
  const fetchAll: MonthFiles['fetchAll'] = async (month, items) => {
    setError(null);
    setProgress({ done: 0, of: items.length });
    try {
      const files: Record<string, Uint8Array> = {};
      for (const [index, item] of items.entries()) {
        const name = `${item.number ?? `${month}-draft`}-${item.party}-${item.currency}.pdf`;
        files[name] = new Uint8Array(await requestFile(`${statementPath(item)}.pdf`));
        setProgress({ done: index + 1, of: items.length });
      }
      // PDFs are compressed already.
      const zip = zipSync(files, { level: 0 });
      save(`statements-${month}.zip`, new Blob([Uint8Array.from(zip)], { type: 'application/zip' }));
    } catch (failure) {
      setError(failure);
    } finally {
      setProgress(null);
    }
  };
  return { progress, error, fetchAll };
}
