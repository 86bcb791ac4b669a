import { setTimeout as sleep } from 'node:timers/promises';
import { ingestAnswerSchema } from '@syncline/shared/events';

const BATCH = 150;
const PEOPLE = 400;
const RETRY_MS = 30;
const DAY_MS = 86_400_000;

/** What producers were told is durable. */
interface Acknowledged {
  events: number;
  impressions: number;
  actions: number;
  /** Batches whose first answer was lost: their retry was told of duplicates. */
  repeated: number;
}

export interface Producers {
  acknowledged: Acknowledged;
  /** Lets every producer finish the batch it is sending. */
  stop(): Promise<void>;
}

/**
 * Starts producers that send batch after batch, spread over three months, and send each again, unchanged, until it is
 * acknowledged; `name` sets their ids apart from those of others. A failure that is not to be retried rejects `stop`.
 */
export function startProducers(url: string, count: number, now: number, name = 'first'): Producers {
  const acknowledged: Acknowledged = { events: 0, impressions: 0, actions: 0, repeated: 0 };
  const stopping = new AbortController();
  const produce = async (producer: number) => {
    for (let batch = 0; !stopping.signal.aborted; batch++) {
      const events = Array.from({ length: BATCH }, (_, index) =>
        madeEvent(`${name}-${producer}-${batch}-${index}`, index, now),
      );
      const answer = await sendUntilTaken(url, events.map((event) => JSON.stringify(event)).join('\n'));
      if (answer.rejected > 0) throw new Error(`refused: ${JSON.stringify(answer.errors[0])}`);
      if (answer.accepted + answer.duplicate !== BATCH) throw new Error(`${BATCH} sent, ${JSON.stringify(answer)}`);
      acknowledged.events += BATCH;
      acknowledged.impressions += events.filter(({ kind }) => kind === 'impression').length;
      acknowledged.actions += events.filter(({ kind }) => kind !== 'impression').length;
      if (answer.duplicate > 0) acknowledged.repeated += 1;
    }
  };
  const all = Promise.all(Array.from({ length: count }, (_, producer) => produce(producer)));
  all.catch(() => stopping.abort());
  return {
    acknowledged,
    async stop() {
      stopping.abort();
      await all;
    },
  };
}

function madeEvent(id: string, index: number, now: number) {
  const common = { id, at: now - (index % 90) * DAY_MS - index, user: `person-${(index * 7919) % PEOPLE}` };
  if (index % 11 === 0) {
    return { ...common, kind: 'purchase', offer: 'mug', stage: 'paid', order: id, amount: '1.50', currency: 'USD' };
  }
  return index % 3 === 0
    ? { ...common, kind: 'engagement', campaign: `c${index % 5}`, action: 'click' }
    : { ...common, kind: 'impression', campaign: `c${index % 5}` };
}

async function sendUntilTaken(url: string, body: string) {
  for (;;) {
    const answer = await fetch(`${url}/api/v1/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson' },
      body,
    }).catch(() => null);
    if (answer?.ok) {
      const text = await answer.text().catch(() => null);
      if (text !== null) return ingestAnswerSchema.parse(JSON.parse(text));
    } else if (answer && answer.status !== 429 && answer.status !== 503) {
      throw new Error(`${answer.status}: ${await answer.text()}`);
    }
    await sleep(RETRY_MS);
  }
}
