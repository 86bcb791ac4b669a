import { REJECT_CODES } from '@syncline/shared/events';
import { z } from 'zod';

const DATA_TABS = ['imports', 'refused', 'rules', 'catalogue'] as const;
export type DataTab = (typeof DATA_TABS)[number];

/** What the URL of the Data screen holds: its tab, and which refused lines are shown. */
export const dataSearchSchema = z.object({
  tab: z.enum(DATA_TABS).optional().catch(undefined),
  code: z.enum(REJECT_CODES).optional().catch(undefined),
  import: z.string().max(64).optional().catch(undefined),
});
