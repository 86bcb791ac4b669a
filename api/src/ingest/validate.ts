import {
  EARLIEST_EVENT_MS,
  type EventInput,
  type Kind,
  LOSSES,
  MAX_AHEAD_MS,
  type Reject,
  type RejectCode,
} from '@syncline/shared/events';
import { parseAmount } from '@syncline/shared/money';
import type { Clock } from '../lib/clock.ts';
import { type FieldUse, holdsCardNumber, maskDigits } from './card-number.ts';
import { checkSchema, EVENT_FIELDS, LEAST_CARD_TIME, plainlySound } from './schema-check.ts';

/** An event that may be stored, with what was read out of its fields. */
export interface ValidEvent {
  line: number;
  input: EventInput;
  atMs: number;
  /** Minor units of `currency`; 0 where the event has no amount. */
  amount: number;
  currency: string;
}

export type Validated = { event: ValidEvent } | { reject: Reject };
export type Validator = (value: unknown, line: number) => Validated;

const MAX_DEPTH = 16;
const EPOCH_SECONDS_LIMIT = 100_000_000_000;
const QUANTIFIED: ReadonlySet<Kind> = new Set<Kind>(['impression', 'engagement', 'activity']);
const PRICED: ReadonlySet<string | undefined> = new Set(['paid', 'refunded']);
const LOSS_NAMES: readonly unknown[] = LOSSES;
const PURCHASE_FIELDS = ['stage', 'order', 'amount', 'currency'] as const;
const FREE_TEXT = ['id', 'user', 'client', 'order', 'post'] as const;

/** Makes the check of single events: schema, card numbers, times, and what each kind needs. `currency` is the workspace's. */
export function createValidator({ clock, currency }: { clock: Clock; currency: string }): Validator {
  return (value, line) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return {
        reject: refusal(line, null, 'not_an_object', '', 'An event is a JSON object such as {"id": "…", "at": "…"}.'),
      };
    }
    const record = value as Record<string, unknown>;
    const sound = plainlySound(record);
    const secret = sound ? undefined : findSecret(record);
    const id = typeof record.id === 'string' && record.id.length <= 128 && secret?.path !== 'id' ? record.id : null;
    const refuse = (code: RejectCode, path: string, message: string) => ({
      reject: refusal(line, id, code, path, message),
    });
    if (secret) return refuse(secret.code, secret.path, secret.message);
    const checked = sound ? { event: record as EventInput } : checkSchema(record);
    if ('issue' in checked) return refuse(...asRefusal(checked.issue, record));
    const input = checked.event;
    const atMs = typeof input.at === 'number' ? input.at : Date.parse(input.at);
    const late = timeFault(input.at, atMs, clock.now());
    if (late) return refuse(...late);
    const fault = kindFault(input) ?? (sound ? undefined : textFault(input));
    if (fault) return refuse(...fault);
    if (input.kind !== 'purchase') return { event: { line, input, atMs, amount: 0, currency: '' } };
    return priced(input, { line, atMs, currency }, refuse);
  };
}

type Fault = [code: RejectCode, path: string, message: string];

function refusal(line: number, id: string | null, code: RejectCode, path: string, message: string): Reject {
  return { line, id, code, path, message };
}

function priced(
  input: EventInput,
  { line, atMs, currency: workspaceCurrency }: { line: number; atMs: number; currency: string },
  refuse: (...fault: Fault) => Validated,
): Validated {
  if (input.amount === undefined) return { event: { line, input, atMs, amount: 0, currency: input.currency ?? '' } };
  const currency = input.currency ?? workspaceCurrency;
  const amount = parseAmount(input.amount, currency);
  if (!amount.ok) return refuse('invalid_field', 'amount', `amount: ${amount.message}.`);
  return { event: { line, input, atMs, amount: amount.minor, currency } };
}

function timeFault(at: EventInput['at'], atMs: number, nowMs: number): Fault | undefined {
  if (Number.isNaN(atMs)) return ['invalid_field', 'at', 'at: is not a time of the calendar.'];
  if (atMs < EARLIEST_EVENT_MS) {
    const seconds = typeof at === 'number' && Math.abs(at) < EPOCH_SECONDS_LIMIT;
    const hint = seconds ? ' An integer is epoch milliseconds: multiply epoch seconds by 1000.' : '';
    return ['at_too_early', 'at', `at: is before 2006-03-21, the day of the first public post.${hint}`];
  }
  if (atMs > nowMs + MAX_AHEAD_MS) {
    return [
      'at_too_late',
      'at',
      'at: is more than 24 hours ahead of the server’s clock. Send events once they have happened.',
    ];
  }
  return undefined;
}

const missing = (field: string, what: string): Fault => ['missing_field', field, `${field}: ${what}`];
const misplaced = (field: string, where: string): Fault => [
  'invalid_field',
  field,
  `${field}: belongs to ${where} only; leave it out.`,
];

/** What the kind needs or cannot carry. */
function kindFault(input: EventInput): Fault | undefined {
  const { kind } = input;
  if ((kind === 'follow' || kind === 'unfollow') && input.brand === undefined) {
    return missing('brand', `${kind} needs the slug of the brand.`);
  }
  if ((kind === 'impression' || kind === 'engagement') && input.brand === undefined && input.campaign === undefined) {
    return missing('campaign', `${kind} needs the slug of its campaign or brand.`);
  }
  if (kind !== 'engagement' && input.action !== undefined) return misplaced('action', 'engagement');
  if (!QUANTIFIED.has(kind) && (input.quantity ?? 1) !== 1) {
    return misplaced('quantity', 'impression, engagement and activity');
  }
  if (kind !== 'purchase') {
    for (const field of PURCHASE_FIELDS) if (input[field] !== undefined) return misplaced(field, 'purchase');
    return undefined;
  }
  if (input.stage === undefined) return missing('stage', 'purchase needs its stage, such as "paid".');
  if (input.order === undefined)
    return missing('order', 'purchase needs the order id, the same through all its stages.');
  if (input.offer === undefined && input.campaign === undefined) {
    return missing('offer', 'purchase needs the slug of its offer or campaign.');
  }
  if (PRICED.has(input.stage) && input.amount === undefined) {
    return missing('amount', `stage ${input.stage} needs an amount such as "149.99".`);
  }
  if (input.stage === 'lost' && !LOSS_NAMES.includes(input.properties?.loss)) {
    return missing('properties.loss', `stage lost needs why it was lost: one of ${LOSSES.join(', ')}.`);
  }
  return undefined;
}

/** Text that UTF-8 has no form for, and numbers that would not be kept as they were sent. */
function textFault(input: EventInput): Fault | undefined {
  const broken = FREE_TEXT.find((field) => isBroken(input[field]));
  if (broken) return ['invalid_field', broken, `${broken}: holds half of a surrogate pair; send valid Unicode.`];
  for (const [key, value] of Object.entries(input.properties ?? {})) {
    if (isBroken(key) || isBroken(value)) {
      return ['invalid_field', 'properties', 'properties: hold half of a surrogate pair; send valid Unicode.'];
    }
    if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      return [
        'invalid_field',
        'properties',
        'properties: a number beyond 2^53 is not kept exactly; send it as a string.',
      ];
    }
  }
  return undefined;
}

function isBroken(value: unknown): boolean {
  return typeof value === 'string' && /\p{Surrogate}/u.test(value);
}

/** The first card number anywhere in the event, or nesting too deep to look through. */
function findSecret(
  record: Readonly<Record<string, unknown>>,
): { code: RejectCode; path: string; message: string } | undefined {
  const eventMs =
    typeof record.at === 'number' ? record.at : typeof record.at === 'string' ? Date.parse(record.at) : Number.NaN;
  for (const key in record) {
    const use: FieldUse = key === 'user' ? 'user' : key === 'id' || key === 'post' ? 'reference' : 'other';
    const value = record[key];
    const known = EVENT_FIELDS.has(key);
    if (known && typeof value === 'string' && value.length < 12) continue;
    if (key === 'at' && typeof value === 'number' && Math.abs(value) < LEAST_CARD_TIME) continue;
    const found = (known ? 'none' : scan(key, eventMs, 'other', 0)) === 'card' ? 'card' : scan(value, eventMs, use, 0);
    if (found === 'none') continue;
    const path = maskedPath(key);
    return found === 'card'
      ? {
          code: 'card_number',
          path,
          message: `${path}: holds a payment card number. Leave it out: card numbers are never kept.`,
        }
      : { code: 'invalid_field', path, message: `${path}: is nested more than ${MAX_DEPTH} levels deep.` };
  }
  return undefined;
}

type Finding = 'none' | 'card' | 'too_deep';

function scan(value: unknown, eventMs: number, use: FieldUse, depth: number): Finding {
  if (typeof value === 'string') return holdsCardNumber(value, eventMs, use) ? 'card' : 'none';
  if (typeof value === 'number') {
    return Math.abs(value) >= 1e11 && holdsCardNumber(plainDigits(value), eventMs, use) ? 'card' : 'none';
  }
  if (typeof value !== 'object' || value === null) return 'none';
  if (depth >= MAX_DEPTH) return 'too_deep';
  let worst: Finding = 'none';
  for (const [key, nested] of Object.entries(value)) {
    if (holdsCardNumber(key, eventMs, 'other')) return 'card';
    const found = scan(nested, eventMs, use, depth + 1);
    if (found === 'card') return found;
    if (found === 'too_deep') worst = found;
  }
  return worst;
}

/** The number without exponent, as far as one can be a card. */
function plainDigits(value: number): string {
  return Math.abs(value) < 1e21 ? String(value) : '';
}

/** A field's name that is safe to repeat: short, and without digits when they may be a card. */
export function maskedPath(key: string): string {
  const short = key.length > 64 ? `${key.slice(0, 63)}…` : key;
  return holdsCardNumber(key, Number.NaN, 'other') ? maskDigits(short) : short;
}

/** What a type of the schema is called in a refusal. */
const WANTED: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['record', 'an object'],
]);

function asRefusal(
  issue: { code?: string; path: PropertyKey[]; message: string; keys?: string[]; expected?: string },
  record: Readonly<Record<string, unknown>>,
): Fault {
  if (issue.code === 'unrecognized_keys') {
    const path = maskedPath(issue.keys?.[0] ?? '');
    return ['unknown_field', path, `${path}: is not a field of an event. Put your own values under properties.`];
  }
  const path = issue.path.map((part) => maskedPath(String(part))).join('.');
  const field = String(issue.path[0] ?? '');
  if (issue.path.length === 1 && record[field] === undefined) {
    return ['missing_field', path, `${path}: is required.`];
  }
  const wanted = issue.code === 'invalid_type' ? WANTED.get(issue.expected ?? '') : undefined;
  return ['invalid_field', path, wanted === undefined ? `${path}: ${issue.message}` : `${path}: must be ${wanted}.`];
}
