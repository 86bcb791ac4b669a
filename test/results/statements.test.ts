import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statementBook } from '@syncline/api/adapters';
import { answerRevenueShare } from '@syncline/api/query/analysis/revenue-share';
import { answerLedgerMonth, answerMonthPrints } from '@syncline/api/query/analysis/share-ledger';
import { Answers } from '@syncline/api/query/answers';
import { NO_RATES } from '@syncline/api/query/currencies/port';
import { NO_CELLS } from '@syncline/api/query/intervals';
import { Lanes } from '@syncline/api/query/lanes';
import { createAgreement } from '@syncline/api/services/agreements/create';
import { addAgreementVersion } from '@syncline/api/services/agreements/add-version';
import { listAgreements } from '@syncline/api/services/agreements/list';
import { createCampaign } from '@syncline/api/services/campaigns/create';
import { recordPayout } from '@syncline/api/services/payouts/record';
import { StatementDesk } from '@syncline/api/statements/desk';
import type { EventRow } from '@syncline/api/stores/clickhouse/events-table';
import { migrateControl } from '@syncline/api/stores/sql/migrate';
import { openSqlite } from '@syncline/api/stores/sql/sqlite';
import { agreementInputSchema, agreementSchema, type Terms, termsSchema } from '@syncline/shared/agreements';
import { campaignInputSchema } from '@syncline/shared/control';
import { revenueShareRequestSchema } from '@syncline/shared/revenue-share';
import { addMonths, daysOfMonth, type Statement, statementContentSchema } from '@syncline/shared/statements';
import { addDays } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { flat, platformShare } from '../support/share-terms.ts';
import { startGeneratedStore, startedKeeper } from './query/store.ts';
import { CURRENCY, insertWorld } from './query/world.ts';

const FIRST = '2026-01-01';
const residual = { party: 'merchant', name: 'Merchant', role: 'merchant' };
const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** A paid or refunded row, and in which step of the play it comes in and, maybe, goes. */
interface Row {
  order: number;
  day: number;
  kind: 'paid' | 'refunded';
  amount: number;
  campaign: string;
  arrives: number;
  leaves: number | null;
}

const steps = fc.nat(5);
const orders = fc.record({
  amount: fc.integer({ min: 1, max: 60_000 }),
  campaign: fc.constantFrom('', 'gift'),
  day: fc.nat(118),
  late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, steps),
  leaves: fc.option(steps, { freq: 6 }),
  refund: fc.option(fc.record({ after: fc.nat(60), part: fc.double({ min: 0.1, max: 1, noNaN: true }), late: steps }), {
    freq: 2,
  }),
});
const histories = fc.array(orders, { minLength: 4, maxLength: 25 }).map((all) =>
  all.flatMap(({ amount, campaign, day, late, leaves, refund }, order): Row[] => {
    const paid: Row = { order, day, kind: 'paid', amount, campaign, arrives: stepOf(day) + late, leaves };
    if (!refund) return [paid];
    const refunded = Math.min(day + refund.after, 119);
    const arrives = Math.max(paid.arrives, stepOf(refunded) + refund.late);
    const part = Math.floor(amount * refund.part);
    return [paid, { ...paid, day: refunded, kind: 'refunded', amount: part, arrives, leaves: null }];
  }),
);
/** The step after the end of the day's month: day 0 is the first of January. */
const stepOf = (day: number) => Number(addDays(FIRST, day).slice(5, 7)) - 1;

const tiered = {
  kind: 'tiered',
  of: 'net',
  tiers: [
    { from_minor: 0, percent: '12.5' },
    { from_minor: 50_000, percent: '4' },
  ],
};
const terms: fc.Arbitrary<Terms> = fc
  .constantFrom<object[]>(
    [platformShare([flat('0')])],
    [platformShare([flat('3.3333')], { cap_minor: 2_000 })],
    [platformShare([tiered], { minimum_minor: 5_000 })],
    [platformShare([{ kind: 'per_order', amount_minor: 25 }], { on_refund: 'kept' })],
    [
      platformShare([flat('1.5')]),
      { ...platformShare([flat('2')]), party: 'network', name: 'Network', role: 'card_network' },
    ],
  )
  .map((shares) => termsSchema.parse({ shares, residual, tax: 'included' }));

/** What happens, step by step: in step n the month n + 1 has begun. */
const plays = fc.record({
  rows: histories,
  /** An agreement on a campaign, known from the start. */
  gift: fc.option(terms),
  /** One on everything that holds from January on too, yet is written down in some step; -1 is the start. */
  wide: fc.option(
    fc.record({ terms, step: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 4 })), change: fc.option(terms) }),
    { freq: 5 },
  ),
  /** How many months are closed in each step, of those that can be. */
  closings: fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }),
  payouts: fc.array(
    fc.record({
      step: fc.nat(4),
      day: fc.nat(118),
      amount_minor: fc.integer({ min: -5_000, max: 20_000 }).filter(Boolean),
    }),
    { maxLength: 5 },
  ),
});

describe('statements', () => {
  let engine: TestEngine;
  let folder = '';
  beforeAll(async () => {
    engine = await startTestEngine();
    folder = await mkdtemp(join(tmpdir(), 'syncline-statements-'));
  });
  afterAll(async () => {
    await engine.stop();
    await rm(folder, { recursive: true });
  });

  let opened = 0;
  /** An empty workspace, whose clock stands at noon of a day. */
  async function open() {
    await engine.store.writer.command('TRUNCATE TABLE events');
    opened += 1;
    const store = await openSqlite(join(folder, `${opened}.db`));
    await migrateControl(store);
    const state = { now: 0, version: 0 };
    const clock = { now: () => state.now };
    const ctx = { db: store.db, clock };
    const context = {
      reader: engine.store.reader,
      cells: NO_CELLS,
      spend: { read: () => Promise.reject(new Error('no spend')), claims: () => Promise.reject(new Error('no spend')) },
      rates: NO_RATES,
      clock,
      timezone: 'UTC',
      currency: 'USD',
      demo: () => false,
      backlogEvents: () => 0,
    };
    const dataVersion = () => String(state.version);
    const answers = new Answers({ context, lanes: new Lanes(), dataVersion, observe: () => undefined });
    const book = statementBook(ctx);
    const settled = () => Promise.resolve();
    const desk = new StatementDesk({ answers, book, clock, timezone: 'UTC', demo: () => false, settle: settled });
    const today = () => new Date(state.now).toISOString().slice(0, 10);
    return {
      ctx,
      desk,
      today,
      close: () => store.close(),
      at: (day: string) => {
        state.now = Date.parse(`${day}T12:00:00Z`);
      },
      /** Rows that come in, and rows that go. */
      change: async (come: readonly Row[], go: readonly Row[]) => {
        if (come.length > 0) await insertWorld(engine.store.writer, come.map(toEvent));
        if (go.length > 0) {
          const ids = go.map(idOf).join(', ');
          await engine.store.writer.command(
            `ALTER TABLE events DELETE WHERE id_hash IN (${ids}) SETTINGS mutations_sync = 2`,
          );
        }
        state.version += 1;
      },
      /** What everybody comes to in a period, from the question that screens ask. */
      ledger: async (from: string, to: string) => {
        const request = revenueShareRequestSchema.parse({ period: { from, to } });
        const question = { ...request, agreements: await listAgreements(ctx), offers: [] };
        const { totals } = await answerRevenueShare(context, question);
        return new Map(totals.parties.map(({ party, amount }) => [party, amount]));
      },
    };
  }
  type Play = Awaited<ReturnType<typeof open>>;

  const agree = (play: Play, slug: string, terms: Terms) =>
    createAgreement(play.ctx, {
      input: agreementInputSchema.parse({
        slug,
        name: slug,
        scope: slug === 'gift' ? { level: 'campaign', slug } : { level: 'everything' },
        currency: 'USD',
        effective_from: FIRST,
        terms,
      }),
      occasion: { today: play.today(), origin: { requestId: 'test', address: null } },
    });

  const agreeAnew = (play: Play, effective_from: string, terms: Terms) =>
    addAgreementVersion(play.ctx, {
      slug: 'wide',
      input: { effective_from, terms, note: null },
      occasion: { today: play.today(), origin: { requestId: 'test', address: null } },
    });

  it('come to the ledger, whatever comes late or goes, and whenever months are closed', async () => {
    const seen = { adjusted: 0, closed: 0, paidOut: 0, late: 0 };
    await fc.assert(
      fc.asyncProperty(plays, async ({ rows, gift, wide, closings, payouts }) => {
        const play = await open();
        play.at('2025-12-15');
        await createCampaign(play.ctx, campaignInputSchema.parse({ slug: 'gift', name: 'Gift' }));
        if (gift) await agree(play, 'gift', gift);
        const widen = async (step: number) => {
          if (wide?.step !== step) return;
          await agree(play, 'wide', wide.terms);
          const change = '2026-03-11';
          if (wide.change && play.today() < change) await agreeAnew(play, change, wide.change);
        };
        await widen(-1);
        const closed: Statement[] = [];
        for (let step = 0; step < 5; step += 1) {
          play.at(step === 0 ? '2026-01-31' : `${addMonths('2026-01', step)}-20`);
          await play.change(
            rows.filter(({ arrives, day }) => arrives === step && addDays(FIRST, day) <= play.today()),
            rows.filter(({ leaves, arrives }) => leaves === step && arrives < step),
          );
          await widen(step);
          const isAgreed = gift !== null || (wide !== null && wide.step <= step);
          for (const { day, amount_minor } of payouts.filter((one) => one.step === step && isAgreed)) {
            if (addDays(FIRST, day) > play.today()) continue;
            const input = {
              party: 'merchant',
              currency: 'USD',
              amount_minor,
              day: addDays(FIRST, day),
              reference: '',
              note: '',
            };
            await recordPayout(play.ctx, { input, today: play.today() });
            seen.paidOut += 1;
          }
          for (let closing = 0; closing < (closings[step] ?? 0); closing += 1) {
            const { items, next } = await play.desk.months();
            if (next === null || items.find(({ month }) => month === next)?.state !== 'due') break;
            const draft = (await play.desk.statements(next)).statements;
            const [first, second] = await Promise.all([play.desk.close(next), play.desk.close(next)]);
            expect(second).toEqual(first);
            const { statements } = await play.desk.statements(next);
            const { to } = daysOfMonth(next);
            // What the draft said is what was closed.
            const bare = (statement: Statement) => statementContentSchema.parse(statement);
            expect(statements.map(bare)).toEqual(draft.map(bare));
            closed.push(...statements);
            expectNumbered(closed);
            expectBalanced(closed);
            const ledger = await play.ledger(FIRST, to);
            for (const party of new Set([...ledger.keys(), ...closed.map(({ party }) => party)])) {
              const own = closed.filter((one) => one.party === party);
              const said = total(own.map(({ totals }) => totals.month + totals.adjustments));
              expect([next, party, said]).toEqual([next, party, ledger.get(party) ?? 0]);
            }
            seen.adjusted += statements.filter(({ adjustments }) => adjustments.length > 0).length;
            seen.closed += statements.length;
            seen.late += statements.flatMap(({ payouts }) => payouts).filter(({ day }) => day < next).length;
          }
          // Nothing that came since changed what was closed.
          for (const month of new Set(closed.map(({ month }) => month))) {
            const { statements } = await play.desk.statements(month);
            expect(statements).toEqual(closed.filter((one) => one.month === month));
          }
        }
        await play.close();
      }),
      { numRuns: 12, seed: 66 },
    );
    expect(seen.closed).toBeGreaterThan(25);
    expect(Math.min(seen.adjusted, seen.paidOut, seen.late)).toBeGreaterThan(2);
  });
});

describe('months of the ledger', () => {
  it('are the same, and told by the same, from the log and from payments kept ready', async () => {
    const store = await startGeneratedStore();
    const keeper = await startedKeeper(store.engine);
    const kept = { ...store.context, cells: keeper };
    const agreements = [
      agreementSchema.parse({
        slug: 'wide',
        name: 'Wide',
        scope: { level: 'everything' },
        currency: CURRENCY,
        ends_on: null,
        origin: 'own',
        created_at: '2025-10-01T00:00:00.000Z',
        versions: [
          {
            version: 1,
            effective_from: '2025-10-01',
            terms: termsSchema.parse({
              shares: [platformShare([tiered], { minimum_minor: 500_000 })],
              residual,
              tax: 'included',
            }),
            note: null,
            recorded_at: '2025-10-01T00:00:00.000Z',
          },
        ],
      }),
    ];
    for (const month of ['2025-10', '2025-11', '2025-12']) {
      const question = { period: daysOfMonth(month), currency: CURRENCY, agreements, offers: [] };
      const [fromLog, fromKept] = [
        await answerMonthPrints(store.context, question),
        await answerMonthPrints(kept, question),
      ];
      expect(fromLog.meta.tier).toBe('raw');
      expect(fromKept.meta.tier).toBe(month === '2025-12' ? 'mixed' : 'intervals');
      expect(fromKept.prints).toEqual(fromLog.prints);
      expect(fromLog.prints.map((one) => one.month)).toEqual(
        ['2025-10', '2025-11', '2025-12'].filter((one) => one <= month),
      );
      const { lines } = await answerLedgerMonth(store.context, question);
      const sorted = (all: readonly object[]) => all.map((one) => JSON.stringify(one)).toSorted();
      expect(sorted((await answerLedgerMonth(kept, question)).lines)).toEqual(sorted(lines));
      expect(lines.length).toBeGreaterThan(5);
    }
    await keeper.close();
    await store.engine.stop();
  });
});

function expectNumbered(closed: readonly Statement[]): void {
  expect(closed.map(({ number }) => number)).toEqual(
    closed.map(({ month }, index) => `${month}-${String(index + 1).padStart(4, '0')}`),
  );
}

/** Lines and adjustments add up, and every statement opens with what the party's last one left. */
function expectBalanced(closed: readonly Statement[]): void {
  const balances = new Map<string, number>();
  for (const { party, totals, lines, adjustments, payouts } of closed) {
    expect(totals.opening).toBe(balances.get(party) ?? 0);
    expect(totals.month).toBe(total(lines.map(({ amount }) => amount)));
    expect(totals.month).toBe(totals.earned - totals.returned + totals.guaranteed);
    expect(totals.adjustments).toBe(total(adjustments.map(({ amount }) => amount)));
    expect(totals.paid_out).toBe(total(payouts.map(({ amount_minor }) => amount_minor)));
    expect(totals.closing).toBe(totals.opening + totals.month + totals.adjustments - totals.paid_out);
    balances.set(party, totals.closing);
  }
}

const idOf = ({ order, kind }: Row) => String(1000 + order * 2 + (kind === 'paid' ? 0 : 1));

function toEvent(row: Row): EventRow {
  const { order, day, kind, amount, campaign } = row;
  return {
    day: addDays(FIRST, day),
    at: `${addDays(FIRST, day)} ${kind === 'paid' ? '10' : '11'}:00:00.000`,
    kind: 'purchase',
    uid: 1 + order,
    brand: '',
    campaign,
    offer: '',
    network: 'x',
    device: 'mobile',
    client: '',
    action: '',
    stage: kind,
    arm: '',
    order_key: String(order + 1),
    amount,
    currency: 'USD',
    quantity: 1,
    viewable: true,
    post: '',
    properties: '',
    id_hash: idOf(row),
    content_hash: 1,
    origin: 'test',
    seq: 1,
    row: order,
  };
}
