import type { Batch } from './port.ts';

const IMPORT_ORIGIN = 'import:';

/** The word of column `origin` for the events of a batch: by it all that one import, or the demo, brought can be removed. */
export function originWord({ origin, importId }: Pick<Batch, 'origin' | 'importId'>): string {
  return origin === '' && importId !== undefined ? importOrigin(importId) : origin;
}

/** The word of column `origin` for the events of an import. */
export function importOrigin(importId: string): string {
  return `${IMPORT_ORIGIN}${importId}`;
}
