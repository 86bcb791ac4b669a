import {
  ACTIONS,
  ARMS,
  DEVICES,
  type EventInput,
  eventSchema,
  KINDS,
  MAX_PROPERTIES,
  MAX_QUANTITY,
  STAGES,
} from '@syncline/shared/events';
import { MINOR_DIGITS } from '@syncline/shared/money';
import { z } from 'zod';
import { mayHoldCardNumber } from './card-number.ts';

type Check = (value: unknown) => boolean;

const SLUG = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const DATE_TIME = z.regexes.datetime({ offset: true });

const text =
  (max: number): Check =>
  (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= max;
const oneOf = (values: readonly string[]): Check => {
  const set = new Set<unknown>(values);
  return (value) => set.has(value);
};
const slug: Check = (value) => typeof value === 'string' && SLUG.test(value);

/** One check per field of `eventSchema`, in the same words. */
const FIELDS: ReadonlyMap<string, Check> = new Map<keyof EventInput, Check>([
  ['id', text(128)],
  ['at', (value) => Number.isSafeInteger(value) || (typeof value === 'string' && DATE_TIME.test(value))],
  ['kind', oneOf(KINDS)],
  ['user', text(256)],
  ['brand', slug],
  ['campaign', slug],
  ['offer', slug],
  ['device', oneOf(DEVICES)],
  ['client', text(128)],
  ['user_agent', text(1024)],
  ['network', slug],
  ['action', oneOf(ACTIONS)],
  ['stage', oneOf(STAGES)],
  ['order', text(128)],
  ['amount', (value) => typeof value === 'string' && value.length <= 32],
  ['currency', (value) => typeof value === 'string' && MINOR_DIGITS.has(value)],
  ['quantity', (value) => Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= MAX_QUANTITY],
  ['viewable', (value) => typeof value === 'boolean'],
  ['arm', oneOf(ARMS)],
  ['post', text(128)],
  ['properties', plainProperties],
]);

export const EVENT_FIELDS: ReadonlySet<string> = new Set(FIELDS.keys());

function plainProperties(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  if (keys.length > MAX_PROPERTIES) return false;
  const held = value as Record<string, unknown>;
  return keys.every((key) => key !== '__proto__' && key.length > 0 && key.length <= 64 && plainValue(held[key]));
}

function plainValue(value: unknown): boolean {
  return (
    (typeof value === 'string' && value.length <= 512) ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  );
}

/**
 * True only for values that `eventSchema` accepts as they are; anything it cannot tell at once is left to the schema. It
 * exists because the schema costs six microseconds an event, this one; their agreement is a property test.
 */
export function plainlyValid(value: Readonly<Record<string, unknown>>): boolean {
  for (const key in value) {
    const check = FIELDS.get(key);
    if (check === undefined || !check(value[key])) return false;
  }
  return value.id !== undefined && value.at !== undefined && value.kind !== undefined && value.user !== undefined;
}

/** No number below has as many digits as a card number. */
const LEAST_CARD = 100_000_000_000;
/** Times of 13 digits before 2096 begin with 1, 2 or 3, as no card number of that length does. */
export const LEAST_CARD_TIME = 4_000_000_000_000;
/** A time that is written no longer has fewer digits on either side of the T than a card number. */
const LONGEST_PLAIN_TIME = '2026-09-10T10:00:00.123+02:00'.length;

/**
 * True only for events that are `plainlyValid` and in which no card number and no half of a surrogate pair can be: their
 * texts are ASCII and hold too few digits in a row. They are most of all, and need no closer look.
 */
export function plainlySound(value: Readonly<Record<string, unknown>>): boolean {
  for (const key in value) {
    const held = value[key];
    if (FIELDS.get(key)?.(held) !== true) return false;
    if (key === 'at') {
      if (typeof held === 'string' ? held.length > LONGEST_PLAIN_TIME : Math.abs(Number(held)) >= LEAST_CARD_TIME) {
        return false;
      }
    } else if (!isHarmless(held)) {
      return false;
    }
  }
  return value.id !== undefined && value.at !== undefined && value.kind !== undefined && value.user !== undefined;
}

function isHarmless(value: unknown): boolean {
  if (typeof value === 'string') return !mayHoldCardNumber(value);
  if (typeof value === 'number') return Math.abs(value) < LEAST_CARD;
  if (typeof value !== 'object' || value === null) return true;
  for (const key in value) {
    if (mayHoldCardNumber(key) || !isHarmless((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

type Issue = z.core.$ZodIssue;

/** The event as the schema reads it, or the first thing that is wrong with it. */
export function checkSchema(value: Readonly<Record<string, unknown>>): { event: EventInput } | { issue: Issue } {
  if (plainlyValid(value)) return { event: value as EventInput };
  const parsed = eventSchema.safeParse(value);
  if (parsed.success) return { event: parsed.data };
  const issue = parsed.error.issues[0];
  if (!issue) throw new Error('a refusal without an issue');
  return { issue };
}
