import {
  ACCOUNT_STATES,
  accountIdentitySchema,
  accountLinkSchema,
  accountPageSchema,
  accountPatchSchema,
  accountSchema,
} from '@syncline/shared/accounts';
import { slugSchema } from '@syncline/shared/fields';
import { Hono } from 'hono';
import { z } from 'zod';
import { eraseAccount } from '../services/accounts/erase.ts';
import { findAccount } from '../services/accounts/find.ts';
import { getAccount } from '../services/accounts/get.ts';
import { linkAccount } from '../services/accounts/link.ts';
import { listAccounts } from '../services/accounts/list.ts';
import { unlinkAccount } from '../services/accounts/unlink.ts';
import { updateAccount } from '../services/accounts/update.ts';
import type { AccountVault } from '../services/accounts/vault.ts';
import type { ServiceContext } from '../services/context.ts';
import { noCardNumbers } from './card-numbers.ts';
import { describe, jsonBody, pathParameters, queryString } from './http.ts';

export interface AccountDeps {
  ctx: ServiceContext;
  vault: AccountVault;
  /** Removes older copies of what was erased. */
  scrub: () => Promise<void>;
}

const tag = 'Synced accounts';
const MAX_PAGE = 500;
const byId = pathParameters(z.object({ id: z.string() }));
const pageSchema = z.strictObject({
  state: z.enum(ACCOUNT_STATES).optional(),
  list: slugSchema.optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the `next` of the page before')
    .optional(),
});

/** `/accounts`: social accounts linked to payment tokens; to link, list, look up, change, unlink and erase. */
export function accountRoutes({ ctx, vault, scrub }: AccountDeps) {
  const routes = new Hono()
    // The account is checked when it is linked: an X id is as long as a card number.
    .use(noCardNumbers({ unless: ['account'] }))
    .get(
      '/',
      describe({
        summary: 'Synced accounts, newest first',
        description: 'Masked: neither accounts nor tokens are given out.',
        tag,
        answers: { 200: accountPageSchema },
        errors: ['bad_request'],
      }),
      queryString(pageSchema),
      async (context) => {
        const { limit, cursor, ...filter } = context.req.valid('query');
        const before = cursor === undefined ? undefined : Number(cursor);
        return context.json(await listAccounts(ctx, { filter, limit, before, vault }));
      },
    )
    .post(
      '/',
      describe({
        summary: 'Link an account to a payment token',
        description:
          'Kept are the keyed hash of the account and, encrypted, account and token. A known account is linked again (200) with the new token. Card numbers are refused wherever they stand.',
        tag,
        answers: { 201: accountSchema, 200: accountSchema },
        errors: ['invalid_body'],
      }),
      jsonBody(accountLinkSchema),
      async (context) => {
        const { account, isNew } = await linkAccount(ctx, { link: context.req.valid('json'), vault });
        // The token it had before.
        if (!isNew) await scrub();
        return context.json(account, isNew ? 201 : 200);
      },
    )
    .post(
      '/find',
      describe({
        summary: 'The synced account of a person',
        description: 'Asked in a body, so that no account stands in an address or a log of addresses.',
        tag,
        answers: { 200: accountSchema },
        errors: ['invalid_body', 'not_found'],
      }),
      jsonBody(accountIdentitySchema),
      async (context) => context.json(await findAccount(ctx, { identity: context.req.valid('json'), vault })),
    )
    .get(
      '/:id',
      describe({ summary: 'One synced account', tag, answers: { 200: accountSchema }, errors: ['not_found'] }),
      byId,
      async (context) => context.json(await getAccount(ctx, { id: context.req.valid('param').id, vault })),
    )
    .patch(
      '/:id',
      describe({
        summary: 'Change an account’s protection and lists',
        description: 'A field that is left out stays as it is. A protected account is left out of every purchase.',
        tag,
        answers: { 200: accountSchema },
        errors: ['invalid_body', 'not_found', 'conflict'],
      }),
      byId,
      jsonBody(accountPatchSchema),
      async (context) => {
        const change = { id: context.req.valid('param').id, patch: context.req.valid('json'), vault };
        return context.json(await updateAccount(ctx, change));
      },
    )
    .post(
      '/:id/unlink',
      describe({
        summary: 'Unlink an account',
        description: 'Its token is removed, so nothing can be charged; it can be linked again.',
        tag,
        answers: { 200: accountSchema },
        errors: ['not_found', 'conflict'],
      }),
      byId,
      async (context) => {
        const account = await unlinkAccount(ctx, { id: context.req.valid('param').id, vault });
        await scrub();
        return context.json(account);
      },
    )
    .delete(
      '/:id',
      describe({
        summary: 'Erase an account',
        description: 'Hash, encrypted copies and lists are removed. What stays is that there was one, and when.',
        tag,
        answers: { 204: null },
        errors: ['not_found'],
      }),
      byId,
      async (context) => {
        await eraseAccount(ctx, context.req.valid('param').id);
        await scrub();
        return context.body(null, 204);
      },
    );
  return new Hono().route('/accounts', routes);
}
