import { z } from 'zod';

/** Addresses that something is mailed to, each once. */
export const recipientsSchema = z
  .array(z.email('must be an address such as ada@example.com').max(254))
  .max(20)
  .refine((all) => new Set(all.map((one) => one.toLowerCase())).size === all.length, 'must name each address once')
  .default([]);

/** A mail to one address, and what became of it. */
export const mailStateSchema = z.object({
  to: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int(),
  /** Why the last attempt failed. */
  error: z.string().nullable(),
});
export type MailState = z.output<typeof mailStateSchema>;
