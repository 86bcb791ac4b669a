import { setTimeout as sleep } from 'node:timers/promises';
import { ingestAnswerSchema } from '@syncline/shared/events';
import { addDays } from '@syncline/shared/time';
import { z } from 'zod';
import { untilInStep } from '../query/server.ts';
import { CAMPAIGN_LIST } from '../world/market.ts';
import { knownPerson } from '../world/copy.ts';

const FIRST_DAY_BACK = 2;
const DAYS_BACK = 80;
const PERIOD_DAYS = 28;
const POLL_MS = 10;

const answerSchema = z.object({
  totals: z.object({ metrics: z.object({ impressions: z.int(), reach: z.int() }) }),
});

type Figures = z.infer<typeof answerSchema>['totals']['metrics'];

/** Milliseconds from the acknowledgement of a late event to the first answer that counts it, and to cells that hold it. */
export interface LateEvent {
  visible: number;
  inCells: number;
}

/**
 * Sends `count` impressions of closed days, one after the other, each to somebody with a history, and waits until an answer
 * over closed days counts it. Throws an Error when an answer is not exactly one impression more, or cells and log differ.
 */
export async function lateEvents(url: string, lastDay: string, count: number): Promise<LateEvent[]> {
  const found: LateEvent[] = [];
  for (let index = 0; index < count; index += 1) {
    const day = addDays(lastDay, -FIRST_DAY_BACK - Math.floor((index * DAYS_BACK) / count));
    const campaign = CAMPAIGN_LIST[index % CAMPAIGN_LIST.length]?.slug ?? '';
    const body = {
      period: { from: addDays(day, 1 - PERIOD_DAYS), to: day },
      metrics: ['impressions', 'reach'],
      filters: [{ dimension: 'campaign', op: 'is', values: [campaign] }],
    };
    const before = await ask(url, body);
    const event = {
      id: `late-${lastDay}-${index}`,
      at: `${day}T12:00:00Z`,
      kind: 'impression',
      user: knownPerson(index),
      client: 'Twitter for iPhone',
      campaign,
    };
    const taken = await post(url, 'events', JSON.stringify(event), 'application/x-ndjson');
    if (ingestAnswerSchema.parse(taken).accepted !== 1)
      throw new Error(`A late event was not taken: ${JSON.stringify(taken)}`);
    const sent = performance.now();
    let now = await ask(url, body);
    while (now.impressions === before.impressions) {
      await sleep(POLL_MS);
      now = await ask(url, body);
    }
    const visible = performance.now() - sent;
    await untilInStep(url);
    const inCells = performance.now() - sent;
    const [cells, log] = [await ask(url, { ...body, tier: 'intervals' }), await ask(url, { ...body, tier: 'raw' })];
    const answers = [now, cells, log].map((one) => JSON.stringify(one));
    if (new Set(answers).size > 1 || now.impressions !== before.impressions + 1) {
      throw new Error(`After an impression of ${day}: ${JSON.stringify(before)} became ${answers.join(', ')}`);
    }
    found.push({ visible, inCells });
  }
  return found;
}

async function ask(url: string, body: object): Promise<Figures> {
  return answerSchema.parse(await post(url, 'query', JSON.stringify(body), 'application/json')).totals.metrics;
}

async function post(url: string, path: string, body: string, type: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: { 'Content-Type': type }, body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
