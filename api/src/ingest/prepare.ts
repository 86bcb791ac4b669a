import { ACTIONS, ARMS, DEVICES, type EventInput, KINDS, STAGES } from '@syncline/shared/events';
import { dayIn, dayNumber } from '../lib/zone.ts';
import type { DeviceRule } from './device.ts';
import { EventBatch } from './event-batch.ts';
import { type Pseudonyms, readKeyedUser } from './pseudonym.ts';
import type { ValidEvent } from './validate.ts';
import { finish, hashText, mix, Words } from './words.ts';

export interface PrepareOptions {
  timezone: string;
  pseudonyms: Pseudonyms;
  device: DeviceRule;
}

const QUARTER_HOUR_MS = 900_000;
const DAYS_REMEMBERED = 20_000;
const TWO_32 = 2 ** 32;

const KIND_NUMBERS = numbersOf(KINDS);
const DEVICE_NUMBERS = numbersOf(DEVICES);
const ACTION_NUMBERS = numbersOf(['', ...ACTIONS]);
const STAGE_NUMBERS = numbersOf(['', ...STAGES]);
const ARM_NUMBERS = numbersOf(['', ...ARMS]);

/** The value → its number in the column of the event log. */
function numbersOf<Value extends string>(values: readonly Value[]): ReadonlyMap<Value, number> {
  return new Map(values.map((value, index) => [value, index]));
}

/** Makes the step from a valid event to its columns: hashes, day, device, JSON text. */
export class Preparer {
  readonly #pseudonyms: Pseudonyms;
  readonly #device: DeviceRule;
  readonly #dayOf: (atMs: number) => number;
  #words = new Words();

  constructor({ timezone, pseudonyms, device }: PrepareOptions) {
    this.#pseudonyms = pseudonyms;
    this.#device = device;
    this.#dayOf = rememberedDays(timezone);
  }

  /** An empty batch for as many events. */
  batch(capacity: number): EventBatch {
    if (this.#words.isFull) this.#words = new Words();
    return new EventBatch(capacity, this.#words);
  }

  add({ line, input, atMs, amount, currency }: ValidEvent, batch: EventBatch, origin: string, isKeyed: boolean): void {
    const index = batch.size;
    const { numbers, words, wordNumbers, texts } = batch;
    const keyed = isKeyed ? readKeyedUser(input.user) : null;
    if (keyed === null) this.#pseudonyms.user.write(input.user, numbers.user_key, index);
    else numbers.user_key.set(keyed, index * 2);
    this.#pseudonyms.event.write(input.id, numbers.id_hash, index);
    if (input.order !== undefined) this.#pseudonyms.order.write(input.order, numbers.order_key, index);
    const action = input.kind === 'engagement' ? (input.action ?? 'other') : '';

    batch.lines[index] = line;
    numbers.day[index] = this.#dayOf(atMs);
    writeWide(numbers.at, index, atMs);
    numbers.kind[index] = KIND_NUMBERS.get(input.kind) as number;
    numbers.device[index] = DEVICE_NUMBERS.get(this.#device(input)) as number;
    numbers.action[index] = ACTION_NUMBERS.get(action) as number;
    numbers.stage[index] = STAGE_NUMBERS.get(input.stage ?? '') as number;
    numbers.arm[index] = ARM_NUMBERS.get(input.arm ?? '') as number;
    writeWide(numbers.amount, index, amount);
    numbers.quantity[index] = input.quantity ?? 1;
    numbers.viewable[index] = input.viewable === false ? 0 : 1;
    wordNumbers.brand[index] = words.numberOf(input.brand ?? '');
    wordNumbers.campaign[index] = words.numberOf(input.campaign ?? '');
    wordNumbers.offer[index] = words.numberOf(input.offer ?? '');
    wordNumbers.network[index] = words.numberOf(input.network ?? 'x');
    wordNumbers.client[index] = words.numberOf(input.client ?? '');
    wordNumbers.currency[index] = words.numberOf(currency);
    wordNumbers.origin[index] = words.numberOf(origin);
    texts.post.push(input.post ?? '');
    texts.properties.push(input.properties === undefined ? '' : JSON.stringify(input.properties));
    numbers.content_hash[index] = hashContent(input, batch, index);
    batch.size = index + 1;
  }
}

/** Writes a whole number below 2^53 as 64 bits in two halves. */
function writeWide(column: Uint32Array, index: number, value: number): void {
  column[index * 2] = value % TWO_32;
  column[index * 2 + 1] = Math.floor(value / TWO_32);
}

/**
 * 32-bit hash of what the sender said, with the defaults filled in, so that the same event written another way is the
 * same. What the server adds (brand by the catalogue, device by the table) is left out: it may change between two
 * sendings.
 */
function hashContent(input: EventInput, { numbers, words, wordNumbers }: EventBatch, index: number): number {
  const { at, user_key: user, order_key: order, amount } = numbers;
  const [low, high] = [index * 2, index * 2 + 1];
  let hash = mix(mix(0, at[low] as number), at[high] as number);
  hash = mix(mix(hash, user[low] as number), user[high] as number);
  hash = mix(mix(hash, order[low] as number), order[high] as number);
  hash = mix(mix(hash, amount[low] as number), amount[high] as number);
  hash = mix(hash, (numbers.kind[index] as number) | ((numbers.action[index] as number) << 8));
  hash = mix(hash, (numbers.stage[index] as number) | ((numbers.arm[index] as number) << 8));
  hash = mix(hash, numbers.quantity[index] as number);
  hash = mix(hash, numbers.viewable[index] as number);
  hash = mix(hash, input.device === undefined ? -1 : (DEVICE_NUMBERS.get(input.device) as number));
  hash = mix(hash, words.hash(wordNumbers.brand[index] as number));
  hash = mix(hash, words.hash(wordNumbers.campaign[index] as number));
  hash = mix(hash, words.hash(wordNumbers.offer[index] as number));
  hash = mix(hash, words.hash(wordNumbers.network[index] as number));
  hash = mix(hash, words.hash(wordNumbers.client[index] as number));
  hash = mix(hash, words.hash(wordNumbers.currency[index] as number));
  hash = mix(hash, input.user_agent === undefined ? 0 : hashText(input.user_agent));
  hash = mix(hash, input.post === undefined ? 0 : hashText(input.post));
  hash = mix(hash, input.properties === undefined ? 0 : hashText(sortedText(input.properties)));
  return finish(hash) >>> 0;
}

function sortedText(properties: NonNullable<EventInput['properties']>): string {
  const entries = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? '' : JSON.stringify(entries);
}

/** Number of the day of an instant, by the quarter hour, since no zone changes its offset within one. */
function rememberedDays(timezone: string): (atMs: number) => number {
  const days = new Map<number, number>();
  let latest = Number.NaN;
  let latestDay = 0;
  return (atMs) => {
    const quarter = Math.floor(atMs / QUARTER_HOUR_MS);
    if (quarter === latest) return latestDay;
    let day = days.get(quarter);
    if (day === undefined) {
      day = dayNumber(dayIn(timezone, quarter * QUARTER_HOUR_MS));
      if (days.size >= DAYS_REMEMBERED) days.clear();
      days.set(quarter, day);
    }
    latest = quarter;
    latestDay = day;
    return day;
  };
}
