import { createPseudonyms } from '@syncline/api/ingest/pseudonym';
import { eraseAccount } from '@syncline/api/services/accounts/erase';
import { findAccount } from '@syncline/api/services/accounts/find';
import { getAccount } from '@syncline/api/services/accounts/get';
import { linkAccount } from '@syncline/api/services/accounts/link';
import { listAccounts } from '@syncline/api/services/accounts/list';
import { unlinkAccount } from '@syncline/api/services/accounts/unlink';
import { updateAccount } from '@syncline/api/services/accounts/update';
import { openVault, placeOf } from '@syncline/api/services/accounts/vault';
import type { ServiceContext } from '@syncline/api/services/context';
import { accountLinkSchema } from '@syncline/shared/accounts';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const SECRET = Buffer.from('the secret of the test workspace');
const { user } = createPseudonyms(SECRET);
const keyOf = (account: string) => user.of(account).toString(16).padStart(16, '0');
const vault = openVault(SECRET, keyOf);
/** Posts name their author like this. */
const poster = (account: string) => `x:${account}`;
const HOUR_MS = 3_600_000;

const ACCOUNT = '2244994945';
const TOKEN = 'tok_success_visa_4242';

function link(ctx: ServiceContext, fields: object = {}) {
  return linkAccount(ctx, { link: accountLinkSchema.parse({ account: ACCOUNT, token: TOKEN, ...fields }), vault });
}

onEveryControlStore((open) => {
  describe('a synced account', () => {
    it('is linked, and shown masked', async () => {
      const { ctx } = await open();
      const { account, isNew } = await link(ctx, { lists: ['vip', 'beta', 'vip'] });
      expect(isNew).toBe(true);
      expect(account).toEqual({
        id: expect.stringMatching(/^\d+$/),
        network: 'x',
        masked: '22…45',
        state: 'linked',
        protected: false,
        lists: ['beta', 'vip'],
        token_last4: '4242',
        created_at: '2026-09-01T12:00:00.000Z',
        linked_at: '2026-09-01T12:00:00.000Z',
        unlinked_at: null,
        erased_at: null,
      });
      expect(await getAccount(ctx, { id: account.id, vault })).toEqual(account);
      expect(await findAccount(ctx, { identity: { network: 'x', account: ACCOUNT }, vault })).toEqual(account);
    });

    it('is kept as the hash that events keep of the person, and sealed copies bound to it', async () => {
      const { store, ctx } = await open();
      await link(ctx);
      const row = await store.db.selectFrom('synced_accounts').selectAll().executeTakeFirstOrThrow();
      expect(row.account_key).toBe(keyOf(poster(ACCOUNT)));
      const place = placeOf({ network: 'x', account_key: keyOf(poster(ACCOUNT)) });
      expect(vault.accounts.open(row.sealed_account ?? '', place)).toBe(ACCOUNT);
      expect(vault.tokens.open(row.sealed_token ?? '', place)).toBe(TOKEN);
      expect(() => vault.tokens.open(row.sealed_account ?? '', place)).toThrow('cannot be opened');
      expect(JSON.stringify(row)).not.toMatch(new RegExp(`${ACCOUNT}|${TOKEN}|4242`));
    });

    it('is told apart by network', async () => {
      const { ctx } = await open();
      await link(ctx);
      const { isNew, account } = await link(ctx, { network: 'facebook', account: 'jo', token: 'short_tk' });
      expect(isNew).toBe(true);
      expect(account).toMatchObject({ masked: 'j…', token_last4: null });
    });

    it('is linked again with a new token, and keeps what is not said', async () => {
      const { ctx, clock } = await open();
      const first = await link(ctx, { protected: true, lists: ['vip'] });
      clock.advance(HOUR_MS);
      const again = await link(ctx, { token: 'tok_success_amex_0005' });
      expect(again).toEqual({
        isNew: false,
        account: { ...first.account, token_last4: '0005', linked_at: '2026-09-01T13:00:00.000Z' },
      });
      expect((await link(ctx, { protected: false, lists: [] })).account).toMatchObject({ protected: false, lists: [] });
    });

    it('is unlinked, without a token from then on, and linked again as the same', async () => {
      const { store, ctx, clock } = await open();
      const { account } = await link(ctx);
      clock.advance(HOUR_MS);
      expect(await unlinkAccount(ctx, { id: account.id, vault })).toEqual({
        ...account,
        state: 'unlinked',
        token_last4: null,
        unlinked_at: '2026-09-01T13:00:00.000Z',
      });
      expect(
        (await store.db.selectFrom('synced_accounts').select('sealed_token').executeTakeFirst())?.sealed_token,
      ).toBeNull();
      await expect(unlinkAccount(ctx, { id: account.id, vault })).rejects.toMatchObject({ code: 'conflict' });
      const again = await link(ctx);
      expect(again).toMatchObject({ isNew: false, account: { id: account.id, state: 'linked', unlinked_at: null } });
    });

    it('is erased, and nothing that identifies is kept', async () => {
      const { store, ctx, clock } = await open();
      const { account } = await link(ctx, { protected: true, lists: ['vip'] });
      clock.advance(HOUR_MS);
      await eraseAccount(ctx, account.id);
      await eraseAccount(ctx, account.id);
      const row = await store.db.selectFrom('synced_accounts').selectAll().executeTakeFirstOrThrow();
      expect(row).toMatchObject({ account_key: null, sealed_account: null, sealed_token: null, protected: 0 });
      expect(await store.db.selectFrom('account_lists').selectAll().execute()).toEqual([]);
      expect(await getAccount(ctx, { id: account.id, vault })).toMatchObject({
        state: 'erased',
        masked: null,
        token_last4: null,
        lists: [],
        erased_at: '2026-09-01T13:00:00.000Z',
      });
      const found = findAccount(ctx, { identity: { network: 'x', account: ACCOUNT }, vault });
      await expect(found).rejects.toMatchObject({ code: 'not_found' });
      const change = updateAccount(ctx, { id: account.id, patch: { protected: true }, vault });
      await expect(change).rejects.toMatchObject({ code: 'conflict' });
      const again = await link(ctx);
      expect(again.isNew).toBe(true);
      expect(again.account.id).not.toBe(account.id);
    });

    it('changes its protection and lists', async () => {
      const { ctx } = await open();
      const { account } = await link(ctx, { lists: ['vip'] });
      const change = (patch: object) => updateAccount(ctx, { id: account.id, patch, vault });
      expect(await change({ protected: true })).toMatchObject({ protected: true, lists: ['vip'] });
      expect(await change({ lists: ['a', 'b'] })).toMatchObject({ protected: true, lists: ['a', 'b'] });
      expect(await change({})).toMatchObject({ lists: ['a', 'b'] });
    });

    it('is not found under an id that none has', async () => {
      const { ctx } = await open();
      for (const id of ['1', '0', '-1', 'x', '9'.repeat(20), `${ACCOUNT} `]) {
        for (const attempt of [
          () => getAccount(ctx, { id, vault }),
          () => unlinkAccount(ctx, { id, vault }),
          () => updateAccount(ctx, { id, patch: {}, vault }),
          () => eraseAccount(ctx, id),
        ]) {
          await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
        }
      }
    });

    it('is one account when several link it at once', async () => {
      const { ctx, openAgain } = await open();
      const other = { ...ctx, db: (await openAgain()).db };
      for (let round = 0; round < 5; round++) {
        const account = String(1000 + round);
        const both = await Promise.all([link(ctx, { account }), link(other, { account, lists: ['vip'] })]);
        expect(new Set(both.map((each) => each.account.id)).size).toBe(1);
      }
      expect((await listAccounts(ctx, { filter: {}, limit: 50, vault })).total).toBe(5);
    });

    it.each([
      [{ token: '4111111111111111' }, 'token'],
      [{ token: 'tok_3782-822463-10005' }, 'token'],
      [{ account: '4111111111111111' }, 'account'],
      [{ network: 'facebook', account: '3782 822463 10005' }, 'account'],
      [{ lists: ['vip', '5555-5555-5555-4444'] }, 'lists'],
    ])('is refused with a card number: %j', async (fields, path) => {
      const { ctx, store } = await open();
      await expect(async () => link(ctx, fields)).rejects.toMatchObject({ code: 'invalid_body', path });
      expect(await store.db.selectFrom('synced_accounts').selectAll().execute()).toEqual([]);
    });

    it('may be an X id as long as a card number', async () => {
      const { ctx } = await open();
      // 2017 and later: ids are snowflakes; this one passes Luhn and begins like a UnionPay number.
      expect((await link(ctx, { account: '810000000000000002' })).isNew).toBe(true);
    });
  });

  describe('synced accounts', () => {
    it('are listed newest first, page by page, and counted', async () => {
      const { ctx } = await open();
      for (let index = 0; index < 7; index++) {
        await link(ctx, {
          account: String(100 + index),
          protected: index === 1,
          ...(index < 4 ? { lists: ['early'] } : {}),
        });
      }
      const all = await listAccounts(ctx, { filter: {}, limit: 50, vault });
      const ids = all.items.map(({ id }) => id);
      await unlinkAccount(ctx, { id: ids[6] as string, vault });
      await eraseAccount(ctx, ids[0] as string);
      const first = await listAccounts(ctx, { filter: {}, limit: 4, vault });
      const second = await listAccounts(ctx, { filter: {}, limit: 4, before: Number(first.next), vault });
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
      expect(second.next).toBeNull();
      expect(first).toMatchObject({
        total: 7,
        counts: { linked: 5, unlinked: 1, erased: 1, protected: 1, lists: [{ list: 'early', accounts: 2 }] },
      });
      const early = await listAccounts(ctx, { filter: { list: 'early', state: 'linked' }, limit: 50, vault });
      expect(early.items.map(({ id }) => id)).toEqual(ids.slice(3, 6));
      expect(early.total).toBe(3);
    });

    it('are none in an empty store', async () => {
      const { ctx } = await open();
      expect(await listAccounts(ctx, { filter: {}, limit: 50, vault })).toEqual({
        items: [],
        total: 0,
        next: null,
        counts: { linked: 0, unlinked: 0, erased: 0, protected: 0, lists: [] },
      });
    });
  });
});
