import { Keeper } from '@syncline/api/intervals/keeper';
import { NO_RATES } from '@syncline/api/query/currencies/port';
import type { QueryContext } from '@syncline/api/query/context';
import { NO_CELLS } from '@syncline/api/query/intervals';
import type { SpendReader } from '@syncline/api/query/spend/port';
import { pino } from 'pino';
import { z } from 'zod';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { Oracle, type Stored } from './oracle.ts';
import { CURRENCY, insertWorld, makeSpend, makeWorld, NOW, type SpendDay, ZONE } from './world.ts';

const storedSchema = z.object({
  day: z.string(),
  ms: z.number(),
  kind: z.string(),
  uid: z.number(),
  brand: z.string(),
  campaign: z.string(),
  offer: z.string(),
  network: z.string(),
  device: z.string(),
  client: z.string(),
  action: z.string(),
  stage: z.string(),
  arm: z.string(),
  order: z.string(),
  amount: z.number(),
  currency: z.string(),
  quantity: z.number(),
  viewable: z.boolean(),
  hash: z.string(),
});

export interface GeneratedStore {
  engine: TestEngine;
  context: QueryContext;
  /** Every stored event, read back without conditions. */
  events: Stored[];
  oracle: Oracle;
}

/** An engine that holds the generated world, and the second implementation over what it holds. */
export async function startGeneratedStore(): Promise<GeneratedStore> {
  const engine = await startTestEngine();
  await insertWorld(engine.store.writer, makeWorld());
  const events = await storedEvents(engine);
  return { engine, context: contextOf(engine), events, oracle: new Oracle(events, makeSpend()) };
}

/** Every stored event, read back without conditions. */
export function storedEvents(engine: TestEngine): Promise<Stored[]> {
  return engine.store.reader.query(
    `SELECT day, toUnixTimestamp64Milli(at) AS ms, kind, uid, brand, campaign, offer, network, device, client, action,
      stage, arm, toString(order_key) AS order, amount, currency, quantity, viewable, toString(id_hash) AS hash FROM events`,
    {},
    storedSchema,
  );
}

/** What questions to an engine with a generated world are answered with. */
export function contextOf(engine: TestEngine): QueryContext {
  return {
    reader: engine.store.reader,
    cells: NO_CELLS,
    spend: spendReader(makeSpend()),
    rates: NO_RATES,
    clock: { now: () => NOW },
    timezone: ZONE,
    currency: CURRENCY,
    demo: () => false,
    backlogEvents: () => 0,
  };
}

/** A keeper whose cells and payments hold all that the engine does; to be closed by whoever asked for it. */
export async function startedKeeper(engine: TestEngine): Promise<Keeper> {
  const keeper = new Keeper({
    analytics: engine.store,
    timezone: ZONE,
    currency: CURRENCY,
    clock: { now: () => NOW },
    log: pino({ level: 'silent' }),
    lookEveryMs: 20,
    calmMs: 0,
  });
  await keeper.start(() => 1);
  await keeper.settled();
  return keeper;
}

/** Spend as the control plane would give it. */
export function spendReader(spend: readonly SpendDay[]): SpendReader {
  return {
    read: (periods) =>
      Promise.resolve({
        campaigns: new Map(spend.map(({ campaign, brand }) => [campaign, brand])),
        days: spend.filter(({ day }) => periods.some(({ from, to }) => day >= from && day <= to)),
      }),
    claims: () => Promise.reject(new Error('the generated world holds no claims')),
  };
}
