import { z } from 'zod';
import { slugSchema } from './fields.ts';

const MAX_LISTS = 20;

const lists = z
  .array(slugSchema)
  .max(MAX_LISTS, `must hold at most ${MAX_LISTS} lists`)
  .transform((slugs) => [...new Set(slugs)].sort())
  .pipe(z.array(z.string()));

/** Opaque to Syncline: what the payment gateway charges. Never a card number. */
const tokenSchema = z
  .string()
  .regex(
    /^[\w.:~+/=-]{8,255}$/,
    'must be a token of the payment gateway: 8 to 255 letters, digits and . _ - : ~ + / =',
  );

/** The account as posts carry it in `user`; of X its numeric id, as a name can pass to somebody else. */
const identityFields = {
  network: slugSchema.default('x'),
  account: z.string().trim().min(1).max(128),
};
const X_ID = /^\d{1,19}$/;
const X_ID_NEEDED = {
  message: 'must be the numeric id of the X account: a name can pass to somebody else',
  path: ['account'],
};
const isOwnForm = ({ network, account }: { network: string; account: string }) => network !== 'x' || X_ID.test(account);

export const accountIdentitySchema = z.strictObject(identityFields).refine(isOwnForm, X_ID_NEEDED);
export type AccountIdentity = z.output<typeof accountIdentitySchema>;

export const accountLinkSchema = z
  .strictObject({
    ...identityFields,
    token: tokenSchema,
    /** Left out of every purchase, as protected accounts were in 2013. */
    protected: z.boolean().optional(),
    /** Lists that offers can name as their audience. */
    lists: lists.optional(),
  })
  .refine(isOwnForm, X_ID_NEEDED);
export type AccountLink = z.output<typeof accountLinkSchema>;

/** What can be changed of a synced account; a field that is left out stays as it is. */
export const accountPatchSchema = z.strictObject({ protected: z.boolean(), lists }).partial();
export type AccountPatch = z.output<typeof accountPatchSchema>;

export const ACCOUNT_STATES = ['linked', 'unlinked', 'erased'] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];

/** A synced account as it may be shown: its name and token masked. */
export const accountSchema = z.object({
  id: z.string(),
  network: z.string(),
  /** The first and last characters; null once it is erased. */
  masked: z.string().nullable(),
  state: z.enum(ACCOUNT_STATES),
  protected: z.boolean(),
  lists: z.array(z.string()),
  /** The last four characters of the token; null without one. */
  token_last4: z.string().nullable(),
  created_at: z.iso.datetime(),
  linked_at: z.iso.datetime().nullable(),
  unlinked_at: z.iso.datetime().nullable(),
  erased_at: z.iso.datetime().nullable(),
});
export type Account = z.infer<typeof accountSchema>;

/** How many accounts there are, and how many of each list are linked and not protected. */
export const accountCountsSchema = z.object({
  linked: z.int(),
  unlinked: z.int(),
  erased: z.int(),
  /** Of those linked. */
  protected: z.int(),
  lists: z.array(z.object({ list: z.string(), accounts: z.int() })),
});
export type AccountCounts = z.infer<typeof accountCountsSchema>;

/** A page of synced accounts, newest first, and how many the filter holds in all. */
export const accountPageSchema = z.object({
  items: z.array(accountSchema),
  total: z.int(),
  /** Sent back as `cursor` it gives the next page; null on the last one. */
  next: z.string().nullable(),
  counts: accountCountsSchema,
});
export type AccountPage = z.infer<typeof accountPageSchema>;
