import { REJECT_CODES } from '@syncline/shared/events';
import { z } from 'zod';
import { WIZARD_STEPS } from './wizard-steps.ts';

const DATA_TABS = ['imports', 'refused', 'rules', 'catalogue'] as const;
export type DataTab = (typeof DATA_TABS)[number];

/** What the URL of the Data screen holds: its tab, how far an import is, and which refused lines are shown. */
export const dataSearchSchema = z.object({
  tab: z.enum(DATA_TABS).optional().catch(undefined),
  step: z.enum(WIZARD_STEPS).optional().catch(undefined),
  code: z.enum(REJECT_CODES).optional().catch(undefined),
  import: z.string().max(64).optional().catch(undefined),
});
