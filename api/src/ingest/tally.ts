import { KINDS, STAGES } from '@syncline/shared/events';
import { dayText } from '../lib/zone.ts';
import type { EventBatch } from './event-batch.ts';

type Kind = (typeof KINDS)[number];

const TWO_32 = 2 ** 32;
/** The column has '' before the stages. */
const [PAID, REFUNDED] = (['paid', 'refunded'] as const).map((stage) => STAGES.indexOf(stage) + 1);

/** Adds up what events are of, as they are let in. */
export class Tally {
  readonly #kinds = new Map<number, number>();
  readonly #days = new Map<number, number>();
  readonly campaigns = new Map<string, number>();
  readonly brands = new Map<string, number>();
  /** Currency → minor units. */
  readonly money = new Map<string, { paid: number; refunded: number }>();

  add({ numbers, words, wordNumbers }: EventBatch, row: number): void {
    addTo(this.#kinds, numbers.kind[row] as number);
    addTo(this.#days, numbers.day[row] as number);
    const campaign = words.text(wordNumbers.campaign[row] as number);
    const brand = words.text(wordNumbers.brand[row] as number);
    if (campaign !== '') addTo(this.campaigns, campaign);
    if (brand !== '') addTo(this.brands, brand);
    const stage = numbers.stage[row] as number;
    if (stage !== PAID && stage !== REFUNDED) return;
    const currency = words.text(wordNumbers.currency[row] as number);
    const sums = this.money.get(currency) ?? { paid: 0, refunded: 0 };
    const amount = (numbers.amount[row * 2 + 1] as number) * TWO_32 + (numbers.amount[row * 2] as number);
    sums[stage === PAID ? 'paid' : 'refunded'] += amount;
    this.money.set(currency, sums);
  }

  get kinds(): { kind: Kind; events: number }[] {
    return KINDS.flatMap((kind, number) => {
      const events = this.#kinds.get(number);
      return events === undefined ? [] : [{ kind, events }];
    });
  }

  /** Days of the workspace with their events, the first one first. */
  get days(): { day: string; events: number }[] {
    const sorted = [...this.#days].sort(([one], [other]) => one - other);
    return sorted.map(([day, events]) => ({ day: dayText(day), events }));
  }
}

function addTo<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
