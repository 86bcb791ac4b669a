import { createHash } from 'node:crypto';
import type { StudyDocument } from '@syncline/shared/studies';
import { canonicalJson } from '../lib/canonical-json.ts';

type Keyed = Pick<StudyDocument, 'timezone' | 'currency'> & {
  tables: readonly Pick<StudyDocument['tables'][number], 'analysis' | 'request' | 'method' | 'figures'>[];
};

/** The re-run key of what was answered, in hexadecimal: as `studyRunSchema` says. Titles and times are no part of it. */
export function digestOf({ timezone, currency, tables }: Keyed): string {
  const keyed = tables.map(({ analysis, figures, method, request }) => ({ analysis, figures, method, request }));
  return createHash('sha256')
    .update(canonicalJson({ currency, tables: keyed, timezone }))
    .digest('hex');
}
