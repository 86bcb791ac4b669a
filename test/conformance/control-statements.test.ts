import type { ServiceContext } from '@syncline/api/services/context';
import { createAgreement } from '@syncline/api/services/agreements/create';
import { listPayouts, pendingPayouts } from '@syncline/api/services/payouts/list';
import { recordPayout } from '@syncline/api/services/payouts/record';
import { removePayout } from '@syncline/api/services/payouts/remove';
import { closeMonth } from '@syncline/api/services/statements/close';
import { listBalances } from '@syncline/api/services/statements/list-balances';
import { listBooked } from '@syncline/api/services/statements/list-booked';
import { listClosedMonths } from '@syncline/api/services/statements/list-months';
import { listStatements } from '@syncline/api/services/statements/list';
import { statementDigest } from '@syncline/api/statements/digest';
import type { Closing, KeptStatement } from '@syncline/api/statements/port';
import { agreementInputSchema, termsSchema } from '@syncline/shared/agreements';
import {
  daysOfMonth,
  payoutInputSchema,
  type StatementContent,
  statementContentSchema,
  statementNumber,
} from '@syncline/shared/statements';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const PARTIES = ['merchant', 'platform'];
const today = '2026-09-01';
const heldPayoutSchema = statementContentSchema.shape.payouts.element;

/** Closes a month with a statement for each of the parties, of one line of 100 and an adjustment of -1 of January. */
function closing(month: string, more: Partial<Closing> = {}, parties = PARTIES): Closing {
  return {
    month,
    lastDay: daysOfMonth(month).to,
    settled: { [`USD ${month}`]: 'rows and terms' },
    statements: (payouts, { place, closedAt }) =>
      parties.map((party, index): KeptStatement => {
        const own = payouts.filter((one) => one.party === party);
        const paid = own.reduce((sum, { amount_minor }) => sum + amount_minor, 0);
        const statement = {
          ...contentOf(month, party, paid),
          payouts: own.map((payout) => heldPayoutSchema.parse(payout)),
          number: statementNumber(month, place + index),
          closed_at: closedAt,
        };
        const { currency, totals } = statement;
        const digest = statementDigest(statement);
        return {
          place: place + index,
          party,
          currency,
          closing: totals.closing,
          digest,
          document: JSON.stringify(statement),
        };
      }),
    ...more,
  };
}

function contentOf(month: string, party: string, paid: number): StatementContent {
  const line = { agreement: 'deal', version: 1, campaign: '', offer: '', orders: 1, refunds: 0, guaranteed: 0 };
  return {
    party,
    name: `The ${party}`,
    role: 'other',
    month,
    currency: 'USD',
    timezone: 'UTC',
    demo: false,
    totals: {
      opening: 0,
      earned: 100,
      returned: 0,
      guaranteed: 0,
      month: 100,
      adjustments: -1,
      paid_out: paid,
      closing: 99 - paid,
    },
    lines: [{ ...line, earned: 100, returned: 0, amount: 100 }],
    adjustments: [{ ...line, month: '2026-01', earned: 0, returned: 1, amount: -1, causes: ['late_refunds'] }],
    payouts: [],
    agreements: [],
  };
}

const agree = (ctx: ServiceContext) =>
  createAgreement(ctx, {
    input: agreementInputSchema.parse({
      slug: 'deal',
      name: 'Deal',
      scope: { level: 'everything' },
      currency: 'USD',
      effective_from: '2026-01-01',
      terms: termsSchema.parse({
        shares: [],
        residual: { party: 'merchant', name: 'The merchant', role: 'merchant' },
      }),
    }),
    occasion: { today, origin: { requestId: 'test', address: null } },
  });

const pay = (ctx: ServiceContext, change: object = {}) =>
  recordPayout(ctx, {
    input: payoutInputSchema.parse({
      party: 'merchant',
      currency: 'USD',
      amount_minor: 60,
      day: '2026-01-20',
      ...change,
    }),
    today,
  });

/** Every row of what must not change. */
const closedRows = async ({ db }: ServiceContext) => ({
  months: await db.selectFrom('statement_months').selectAll().orderBy('month').execute(),
  statements: await db.selectFrom('statements').selectAll().orderBy('place').execute(),
});

onEveryControlStore((open) => {
  describe('statements', () => {
    it('are numbered without a gap, and read as they were closed', async () => {
      const { ctx, clock } = await open();
      expect(await closeMonth(ctx, closing('2026-01'))).toBe(true);
      clock.advance(1000);
      expect(await closeMonth(ctx, closing('2026-02', {}, ['merchant', 'network', 'platform']))).toBe(true);
      const february = await listStatements(ctx, '2026-02');
      expect(february.map(({ number, party, state }) => [number, party, state])).toEqual([
        ['2026-02-0003', 'merchant', 'closed'],
        ['2026-02-0004', 'network', 'closed'],
        ['2026-02-0005', 'platform', 'closed'],
      ]);
      expect(february[0]).toMatchObject({
        ...contentOf('2026-02', 'merchant', 0),
        closed_at: '2026-09-01T12:00:01.000Z',
      });
      for (const { state: _, digest, ...said } of february) expect(statementDigest(said)).toBe(digest);
      expect(await listClosedMonths(ctx)).toEqual([
        {
          month: '2026-01',
          closed_at: '2026-09-01T12:00:00.000Z',
          statements: 2,
          settled: { 'USD 2026-01': 'rows and terms' },
        },
        {
          month: '2026-02',
          closed_at: '2026-09-01T12:00:01.000Z',
          statements: 3,
          settled: { 'USD 2026-02': 'rows and terms' },
        },
      ]);
      expect(await listStatements(ctx, '2026-03')).toEqual([]);
    });

    it('never change: neither by closing again nor by what comes after', async () => {
      const { ctx, clock } = await open();
      await agree(ctx);
      await pay(ctx);
      await closeMonth(ctx, closing('2026-01'));
      const before = await closedRows(ctx);
      clock.advance(1000);
      expect(await closeMonth(ctx, closing('2026-01', { settled: {} }, ['somebody']))).toBe(false);
      const { id } = await pay(ctx, { amount_minor: 7 });
      await removePayout(ctx, id);
      await expect(removePayout(ctx, 1)).rejects.toMatchObject({ code: 'conflict' });
      await pay(ctx, { amount_minor: -7 });
      await closeMonth(ctx, closing('2026-02'));
      const after = await closedRows(ctx);
      expect(after.months[0]).toEqual(before.months[0]);
      expect(after.statements.slice(0, 2)).toEqual(before.statements);
      expect((await listStatements(ctx, '2026-01')).map(({ totals }) => totals.paid_out)).toEqual([60, 0]);
    });

    it('are closed month after month', async () => {
      const { ctx } = await open();
      await closeMonth(ctx, closing('2026-11'));
      for (const month of ['2027-01', '2026-10']) {
        await expect(closeMonth(ctx, closing(month))).rejects.toMatchObject({ code: 'conflict' });
      }
      expect(await closeMonth(ctx, closing('2026-12'))).toBe(true);
    });

    it('are closed whole or not at all', async () => {
      const { ctx } = await open();
      await agree(ctx);
      await pay(ctx);
      const twice = closing('2026-01', {
        statements: (...from) => {
          const [first, second] = closing('2026-01').statements(...from);
          return first && second ? [first, { ...second, party: first.party }] : [];
        },
      });
      await expect(closeMonth(ctx, twice)).rejects.toMatchObject({ code: 'conflict' });
      await expect(closeMonth(ctx, closing('2026-01', {}, ['platform']))).rejects.toThrow('payout');
      expect(await closedRows(ctx)).toEqual({ months: [], statements: [] });
      expect(await pendingPayouts(ctx, '2026-01-31')).toHaveLength(1);
      expect(await closeMonth(ctx, closing('2026-01'))).toBe(true);
      expect((await listStatements(ctx, '2026-01'))[0]?.number).toBe('2026-01-0001');
    });

    it('are closed once when two close at the same time', async () => {
      const { ctx, openAgain } = await open();
      const both = [ctx, { ...ctx, db: (await openAgain()).db }];
      const closed = await Promise.all(
        [1, 2, 3].flatMap(() => both.map((each) => closeMonth(each, closing('2026-01')))),
      );
      expect(closed.filter(Boolean)).toHaveLength(1);
      expect((await closedRows(ctx)).statements.map(({ place }) => place)).toEqual([1, 2]);
    });

    it('tell what was said of months, with the adjustments of later ones, and what is left', async () => {
      const { ctx } = await open();
      await agree(ctx);
      await closeMonth(ctx, closing('2026-01'));
      await pay(ctx);
      await closeMonth(ctx, closing('2026-02', {}, ['merchant']));
      const said = (await listBooked(ctx, '2026-01')).map(({ party, month, amount }) => [party, month, amount]);
      expect(said).toEqual([
        ['merchant', '2026-01', 100],
        ['merchant', '2026-01', -1],
        ['platform', '2026-01', 100],
        ['platform', '2026-01', -1],
        ['merchant', '2026-02', 100],
        ['merchant', '2026-01', -1],
      ]);
      expect((await listBooked(ctx, '2026-02')).map(({ month }) => month)).toEqual(['2026-02']);
      expect(await listBalances(ctx)).toEqual([
        { party: 'platform', name: 'The platform', role: 'other', currency: 'USD', closing: 99 },
        { party: 'merchant', name: 'The merchant', role: 'other', currency: 'USD', closing: 39 },
      ]);
    });
  });

  describe('payouts', () => {
    it('are recorded, listed by day and party, and removed until a statement holds them', async () => {
      const { ctx } = await open();
      await agree(ctx);
      const early = await pay(ctx, { reference: ' SEPA 1 ' });
      expect(early).toMatchObject({ id: 1, reference: 'SEPA 1', note: '', statement: null });
      const late = await pay(ctx, { day: '2026-02-01', amount_minor: -5 });
      expect(await listPayouts(ctx, {})).toEqual([late, early]);
      expect(await listPayouts(ctx, { party: 'platform' })).toEqual([]);
      await closeMonth(ctx, closing('2026-01'));
      expect(await listPayouts(ctx, { party: 'merchant' })).toEqual([late, { ...early, statement: '2026-01-0001' }]);
      expect(await pendingPayouts(ctx, '2026-02-28')).toEqual([late]);
      await removePayout(ctx, late.id);
      expect(await listPayouts(ctx, {})).toHaveLength(1);
    });

    it('are of a party of an agreement in their currency, and of no day to come', async () => {
      const { ctx } = await open();
      await agree(ctx);
      const refused = [
        [{ party: 'merchnat' }, 'party'],
        [{ currency: 'EUR' }, 'party'],
        [{ day: '2026-09-02' }, 'day'],
      ] as const;
      for (const [change, path] of refused) {
        await expect(pay(ctx, change)).rejects.toMatchObject({ code: 'invalid_body', path });
      }
      await expect(removePayout(ctx, 9)).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
