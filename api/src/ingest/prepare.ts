import { crc32 } from 'node:zlib';
import type { EventInput } from '@syncline/shared/events';
import { dayIn } from '../lib/zone.ts';
import type { DeviceRule } from './device.ts';
import type { CatalogueLookup, Origin } from './port.ts';
import type { Pseudonyms } from './pseudonym.ts';
import type { ValidEvent } from './validate.ts';

/** An event as it will be stored, but for the person's number, the journal sequence and the row. */
export interface PreparedEvent {
  line: number;
  id: string;
  idHash: bigint;
  day: string;
  /** The event's identity: its id within its day. */
  key: string;
  /** Month of the day, YYYYMM, by which the log is partitioned. */
  partition: number;
  contentHash: number;
  userKey: bigint;
  /** Where its text stands: the columns before `uid` from `start`, those between it and `seq` from `middle`. */
  text: TextBlock;
  start: number;
  middle: number;
  end: number;
  /** The journal record it was given a place in; 0 before. */
  seq: number;
}

const BLOCK_BYTES = 64 * 1024;

/**
 * Text of many events in one piece of memory outside the garbage collector's reach: as strings it would be the larger
 * part of what it has to move about.
 */
export class TextBlock {
  #bytes: Buffer;
  #length = 0;

  constructor(bytes = BLOCK_BYTES) {
    this.#bytes = Buffer.allocUnsafe(bytes);
  }

  /** Adds text and answers where it ends. */
  append(text: string): number {
    const most = text.length * 3;
    if (this.#length + most > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + most));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length += this.#bytes.write(text, this.#length);
    return this.#length;
  }

  copy(target: Buffer, at: number, from: number, to: number): number {
    return this.#bytes.copy(target, at, from, to);
  }
}

export interface PrepareOptions {
  timezone: string;
  pseudonyms: Pseudonyms;
  device: DeviceRule;
  catalogue: CatalogueLookup;
}

const QUARTER_HOUR_MS = 900_000;
const DAYS_REMEMBERED = 20_000;
/** A replayed dead letter names its person by this form of the keyed hash. */
const KEYED_USER = /^keyed:([0-9a-f]{16})$/;

export const keyedUser = (userKey: bigint): string => `keyed:${userKey.toString(16).padStart(16, '0')}`;

/** Makes the step from a valid event to its row: hashes, day, device, brand and campaign by the catalogue, JSON text. */
export function createPreparer({ timezone, pseudonyms, device, catalogue }: PrepareOptions) {
  const dayOf = rememberedDays(timezone);
  return (event: ValidEvent, block: TextBlock, origin: Origin, isReplay: boolean): PreparedEvent => {
    const { input, atMs } = event;
    const keyed = isReplay ? KEYED_USER.exec(input.user)?.[1] : undefined;
    const userKey = keyed === undefined ? pseudonyms.user(input.user) : BigInt(`0x${keyed}`);
    const idHash = pseudonyms.event(input.id);
    const orderKey = input.order === undefined ? '0' : pseudonyms.order(input.order).toString();
    const day = dayOf(atMs);
    const contentHash = hashContent(event, userKey, orderKey);
    const campaign =
      input.campaign ?? (input.offer === undefined ? '' : (catalogue.offer(input.offer)?.campaign ?? ''));
    const brand = input.brand ?? (campaign === '' ? '' : (catalogue.campaign(campaign)?.brand ?? ''));
    const action = input.kind === 'engagement' ? (input.action ?? 'other') : '';
    const properties = input.properties === undefined ? '""' : JSON.stringify(JSON.stringify(input.properties));
    const start = block.append('');
    const middle = block.append(`["${day}",${atMs},"${input.kind}",`);
    const end = block.append(
      `,"${userKey}","${brand}","${campaign}","${input.offer ?? ''}","${input.network ?? 'x'}","${device(input)}",` +
        `${JSON.stringify(input.client ?? '')},"${action}","${input.stage ?? ''}","${input.arm ?? ''}","${orderKey}",` +
        `${event.amount},"${event.currency}",${input.quantity ?? 1},${input.viewable ?? true},` +
        `${JSON.stringify(input.post ?? '')},${properties},"${idHash}",${contentHash},"${origin}",`,
    );
    return {
      line: event.line,
      id: input.id,
      idHash,
      day,
      key: `${day}/${idHash}`,
      partition: Number(day.slice(0, 4)) * 100 + Number(day.slice(5, 7)),
      contentHash,
      userKey,
      text: block,
      start,
      middle,
      end,
      seq: 0,
    };
  };
}

/**
 * CRC-32 of what the sender said, with the defaults filled in, so that the same event written another way is the same.
 * What the server adds (brand by the catalogue, device by the table) is left out: it may change between two sendings.
 */
function hashContent({ input, atMs, amount, currency }: ValidEvent, userKey: bigint, orderKey: string): number {
  const action = input.action ?? (input.kind === 'engagement' ? 'other' : '');
  // One template rather than a joined list: this runs once an event, and the list would be garbage each time.
  return crc32(
    `${atMs}\u0001${input.kind}\u0001${userKey}\u0001${input.brand ?? ''}\u0001${input.campaign ?? ''}\u0001` +
      `${input.offer ?? ''}\u0001${input.device ?? ''}\u0001${input.client ?? ''}\u0001${input.user_agent ?? ''}\u0001` +
      `${input.network ?? 'x'}\u0001${action}\u0001${input.stage ?? ''}\u0001${orderKey}\u0001${amount}\u0001${currency}\u0001` +
      `${input.quantity ?? 1}\u0001${input.viewable ?? true}\u0001${input.arm ?? ''}\u0001${input.post ?? ''}\u0001` +
      (input.properties === undefined ? '' : sortedText(input.properties)),
  );
}

function sortedText(properties: NonNullable<EventInput['properties']>): string {
  const entries = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? '' : JSON.stringify(entries);
}

/** `dayIn` by the quarter hour, since no zone changes its offset within one. */
function rememberedDays(timezone: string): (atMs: number) => string {
  const days = new Map<number, string>();
  return (atMs) => {
    const quarter = Math.floor(atMs / QUARTER_HOUR_MS);
    const known = days.get(quarter);
    if (known !== undefined) return known;
    const day = dayIn(timezone, quarter * QUARTER_HOUR_MS);
    if (days.size >= DAYS_REMEMBERED) days.clear();
    days.set(quarter, day);
    return day;
  };
}

const LONGEST_NUMBER = 20;

/** In place of a text that is in the journal: the event itself is remembered for longer. */
const RELEASED = new TextBlock(0);

/**
 * The whole rows, as the journal keeps them and the engine takes them in: each event's text with its person's number, the
 * record's sequence, and its row in it, counted from `firstRow`.
 */
export function rowLines(
  events: readonly PreparedEvent[],
  uidOf: (event: PreparedEvent) => number,
  seq: number,
  firstRow: number,
): Buffer {
  const most = events.reduce((sum, { start, end }) => sum + end - start + 3 * LONGEST_NUMBER, 0);
  const lines = Buffer.allocUnsafe(most);
  let at = 0;
  for (const [index, event] of events.entries()) {
    at += event.text.copy(lines, at, event.start, event.middle);
    at += lines.write(String(uidOf(event)), at, 'latin1');
    at += event.text.copy(lines, at, event.middle, event.end);
    event.text = RELEASED;
    at += lines.write(`${seq},${firstRow + index}]\n`, at, 'latin1');
  }
  return lines.subarray(0, at);
}
