import { deepStrictEqual } from 'node:assert/strict';
import { watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventInput } from '@syncline/shared/events';
import {
  addMonths,
  type MonthStatements,
  monthStatementsSchema,
  type Payout,
  payoutSchema,
  statementMonthsSchema,
  statementNumber,
  statementSchema,
} from '@syncline/shared/statements';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../support/app.ts';
import { flat, platformShare } from '../support/share-terms.ts';
import { sendEvents, untilCounted } from '../support/small-world.ts';

/** When a closing is cut off: after so many times what one takes, at its first write, or once it is answered. */
type Aim = number | 'write' | 'answer';

const AIMS: readonly Aim[] = ['write', 0.6, 'answer'];
/** Two months are closed in peace, to see how long that takes. */
const COUNT = AIMS.length + 2;
const FIRST = addMonths(new Date().toISOString().slice(0, 7), -COUNT);
const MONTHS = Array.from({ length: COUNT }, (_, index) => addMonths(FIRST, index));
/** In the order of their statements. */
const PARTIES = ['merchant', 'network', 'platform'] as const;
type PartyName = (typeof PARTIES)[number];
const PERCENT: Record<PartyName, number> = { merchant: 88, network: 2, platform: 10 };

it('has each month closed whole or not at all, whenever it is killed', { timeout: 120_000 }, async () => {
  let server = await startTestServer();
  try {
    const payouts = await prepare(server);
    const book = new Book(payouts);
    await close(server, 0);
    const started = performance.now();
    await close(server, 1);
    const usual = performance.now() - started;
    expect(await book.check(server)).toBe(2);

    for (const [round, aim] of AIMS.entries()) {
      const index = round + 2;
      const answer = await closeAndKill(server, index, typeof aim === 'number' ? aim * usual : aim);
      server = await startTestServer({ dataDir: server.dataDir });
      const closed = await book.check(server);
      // What was answered is kept.
      expect(answer ? [index + 1] : [index, index + 1]).toContain(closed);
      const said = await close(server, index);
      expect(answer ?? said).toEqual(said);
      expect(await close(server, index)).toEqual(said);
      expect(await book.check(server)).toBe(index + 1);
    }
    await book.checkDocuments(server);
  } catch (error) {
    throw new Error(`${String(error)}\n${server.output()}`, { cause: error });
  } finally {
    await server.stop();
  }
});

/** Asks to close a month and kills the process when told, in milliseconds or at what is waited for; the answer, if it came. */
async function closeAndKill(server: TestServer, index: number, when: number | 'write' | 'answer') {
  const watcher = watch(server.dataDir);
  const written = new Promise<void>((resolve) =>
    watcher.on('change', (_, file) => file === 'control.sqlite-wal' && resolve()),
  );
  try {
    const answer = close(server, index).catch((error: unknown) => {
      // The connection is cut, whether the answer had begun or not; anything else is wrong.
      if (!(error instanceof TypeError)) throw error;
      return null;
    });
    if (typeof when === 'number') await sleep(when);
    else if (when === 'write') await Promise.race([written, answer]);
    else await answer;
    await server.end('SIGKILL');
    return await answer;
  } finally {
    watcher.close();
  }
}

/** What the statements and payouts have to be, worked out by hand, and what was seen of them. */
class Book {
  readonly #payouts: readonly Payout[];
  /** The months as they were when they were first seen closed: times and digests, which nothing may change. */
  readonly #seen = new Map<number, MonthStatements>();

  constructor(payouts: readonly Payout[]) {
    this.#payouts = payouts;
  }

  /** How many months are closed, after a look at each of them, and at who holds the payouts. */
  async check(server: TestServer): Promise<number> {
    const { items } = statementMonthsSchema.parse(await ask(server, 'statements'));
    const closed = items.filter(({ state }) => state === 'closed').toReversed();
    deepStrictEqual(
      closed.map(({ month, statements }) => [month, statements]),
      MONTHS.slice(0, closed.length).map((month) => [month, PARTIES.length]),
    );
    for (const index of closed.keys()) await this.#checkMonth(server, index);
    const { items: kept } = z.object({ items: z.array(payoutSchema) }).parse(await ask(server, 'payouts'));
    deepStrictEqual(
      kept.toSorted((one, other) => one.id - other.id),
      this.#payouts.map((payout) => {
        const index = MONTHS.indexOf(payout.day.slice(0, 7));
        return { ...payout, statement: index < closed.length ? numberOf(index, payout.party) : null };
      }),
    );
    return closed.length;
  }

  async #checkMonth(server: TestServer, index: number): Promise<void> {
    const about = monthStatementsSchema.parse(await ask(server, `statements/${MONTHS[index]}`));
    deepStrictEqual(about, this.#seen.get(index) ?? about);
    this.#seen.set(index, about);
    deepStrictEqual(
      about.items.map(({ number, party, state, totals }) => ({ number, party, state, totals })),
      PARTIES.map((party) => ({
        number: numberOf(index, party),
        party,
        state: 'closed',
        totals: this.#totals(index, party),
      })),
    );
  }

  /** Every statement with all that it says: each payout is in one of them, and in no other. */
  async checkDocuments(server: TestServer): Promise<void> {
    const held: [id: number, number: string | null][] = [];
    for (const [index, month] of MONTHS.entries())
      for (const [place, party] of PARTIES.entries()) {
        const statement = statementSchema.parse(await ask(server, `statements/${month}/${party}/USD`));
        deepStrictEqual(statement.digest, this.#seen.get(index)?.items[place]?.digest);
        held.push(...statement.payouts.map(({ id }): [number, string | null] => [id, statement.number]));
      }
    const expected = this.#payouts.map(({ id, party, day }) => [id, numberOf(MONTHS.indexOf(day.slice(0, 7)), party)]);
    deepStrictEqual(
      held.toSorted(([one], [other]) => one - other),
      expected,
    );
  }

  #totals(index: number, party: PartyName) {
    const month = (at: number) => {
      const percent = PERCENT[party];
      const own = this.#payouts.filter((one) => one.party === party && one.day.startsWith(MONTHS[at] ?? 'never'));
      // Of $150 and as many dollars as months went by; $10 are sent back.
      const earned = (150 + at) * percent;
      const returned = 10 * percent;
      return { earned, returned, paid_out: own.reduce((sum, { amount_minor }) => sum + amount_minor, 0) };
    };
    let opening = 0;
    for (let at = 0; at < index; at += 1) {
      const { earned, returned, paid_out } = month(at);
      opening += earned - returned - paid_out;
    }
    const { earned, returned, paid_out } = month(index);
    const closing = opening + earned - returned - paid_out;
    return {
      opening,
      earned,
      returned,
      guaranteed: 0,
      month: earned - returned,
      adjustments: 0,
      paid_out,
      closing,
    };
  }
}

/** An agreement of three parties, two orders and a refund in every month, and payouts that wait for their statements. */
async function prepare(server: TestServer): Promise<Payout[]> {
  await ask(server, 'agreements', {
    slug: 'everything',
    name: 'Everything',
    scope: { level: 'everything' },
    currency: 'USD',
    effective_from: `${FIRST}-01`,
    terms: {
      shares: [
        platformShare([flat('10')]),
        { ...platformShare([flat('2')]), party: 'network', name: 'Network', role: 'card_network' },
      ],
      residual: { party: 'merchant', name: 'Merchant', role: 'merchant' },
      tax: 'included',
    },
  });
  const events = MONTHS.flatMap((month, index): EventInput[] => {
    const row = (order: string, stage: 'paid' | 'refunded', day: number, dollars: number): EventInput => ({
      id: `${month}-${order}-${stage}`,
      at: `${month}-${day}T12:00:00Z`,
      kind: 'purchase',
      campaign: 'pay-by-tweet',
      stage,
      user: `buyer-${index}`,
      order: `${month}-${order}`,
      amount: `${dollars}.00`,
      currency: 'USD',
    });
    return [row('a', 'paid', 10, 100 + index), row('b', 'paid', 12, 50), row('b', 'refunded', 20, 10)];
  });
  await sendEvents(server.url, events);
  await untilCounted(server.url, events.length);
  const payouts: Payout[] = [];
  for (const [index, month] of MONTHS.entries()) {
    const paid = { currency: 'USD', day: `${month}-25` };
    const pay = async (party: string, amount_minor: number) =>
      payouts.push(payoutSchema.parse(await ask(server, 'payouts', { ...paid, party, amount_minor })));
    await pay('merchant', 5000 + index);
    if (index % 3 === 0) await pay('platform', 700);
    if (index % 4 === 0) await pay('merchant', -30);
  }
  return payouts;
}

const numberOf = (index: number, party: string) =>
  statementNumber(MONTHS[index] ?? '', index * PARTIES.length + PARTIES.findIndex((one) => one === party) + 1);

const close = async (server: TestServer, index: number) =>
  monthStatementsSchema.parse(await ask(server, 'statements/close', { month: MONTHS[index] }));

async function ask(server: TestServer, path: string, body?: unknown): Promise<unknown> {
  const posted = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`${server.url}/api/v1/${path}`, body === undefined ? {} : posted);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
