import { z } from 'zod';

/** What the URL of the what-if holds beside the filters. */
export const whatIfSearchSchema = z.object({
  /** The slug of the agreement whose terms are supposed. */
  agreement: z.string().max(64).optional().catch(undefined),
  /** The version whose terms are looked at, where nothing is supposed yet. */
  version: z.coerce.number().int().min(1).optional().catch(undefined),
  /** Supposed terms that are not saved, or not as they stand here (`supposed-link.ts`). */
  supposed: z.string().max(20_000).optional().catch(undefined),
  /** The saved scenario that is open. */
  scenario: z.string().max(64).optional().catch(undefined),
  /** Saved scenarios that stand side by side. */
  beside: z
    .string()
    .regex(/^[a-z0-9-]{1,64}(,[a-z0-9-]{1,64}){0,5}$/)
    .optional()
    .catch(undefined),
  /** What the residual party is to come to: `cost`, an amount in minor units, or as today where it is left out. */
  target: z
    .string()
    .regex(/^(cost|\d{1,15})$/)
    .optional()
    .catch(undefined),
  /** What the goods cost: `order-` and minor units, or `list-` and a percentage of the list price. */
  cost: z
    .string()
    .regex(/^(order-\d{1,15}|list-\d{1,3}(\.\d{1,4})?)$/)
    .optional()
    .catch(undefined),
  /** Whose percentage is looked for. */
  cut: z.string().max(64).optional().catch(undefined),
});
export type WhatIfSearch = z.output<typeof whatIfSearchSchema>;
