import { MAX_PROPERTIES, type Reject } from '@syncline/shared/events';
import { holdsCardNumber, maskDigits } from './card-number.ts';
import type { NewDeadLetter } from './port.ts';
import { keyedUser, type Pseudonyms } from './pseudonym.ts';
import { EVENT_FIELDS } from './schema-check.ts';

const LONGEST_VALUE = 1024;
const EXCERPT_LENGTH = 240;
const VOCABULARY = new RegExp(`^(?:${[...EVENT_FIELDS].join('|')}|true|false|null)$`);

/** What may be kept of a refused event, and whether that is all of it, so that it can be sent again. */
export type SafePayload = Pick<NewDeadLetter, 'payload' | 'replayable'>;

/**
 * The refused event without what must not be kept: the person as keyed hash, card numbers masked, fields that no event
 * has and nested values left out (nobody knows what is in them). Anything left out makes it not replayable.
 */
export function safePayload(value: unknown, { code }: Reject, pseudonyms: Pseudonyms): SafePayload {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { payload: null, replayable: false };
  const kept: Record<string, unknown> = {};
  let whole = code !== 'card_number';
  for (const [field, given] of Object.entries(value)) {
    if (!EVENT_FIELDS.has(field)) {
      whole = false;
      continue;
    }
    const safe = field === 'user' ? safeUser(given, pseudonyms) : safeValue(field, given, code === 'card_number');
    if (safe === undefined) whole = false;
    else kept[field] = safe;
  }
  return { payload: JSON.stringify(kept), replayable: whole };
}

function safeUser(given: unknown, pseudonyms: Pseudonyms): string | undefined {
  if (typeof given !== 'string' || given.length > 256 || holdsCardNumber(given, Number.NaN, 'other')) return undefined;
  return keyedUser(pseudonyms.user.of(given));
}

function safeValue(field: string, given: unknown, mask: boolean): unknown {
  if (typeof given === 'string') {
    if (given.length > LONGEST_VALUE) return undefined;
    return mask && holdsCardNumber(given, Number.NaN, 'other') ? maskDigits(given) : given;
  }
  if (typeof given === 'boolean') return given;
  if (typeof given === 'number')
    return Number.isSafeInteger(given) && !(mask && given > 99_999_999_999) ? given : undefined;
  return field === 'properties' ? safeProperties(given, mask) : undefined;
}

function safeProperties(given: unknown, mask: boolean): unknown {
  if (mask || typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const entries = Object.entries(given);
  const flat = entries.every(
    ([key, value]) =>
      key.length <= 64 &&
      ((typeof value === 'string' && value.length <= 512) ||
        typeof value === 'boolean' ||
        (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER)),
  );
  return flat && entries.length <= MAX_PROPERTIES ? given : undefined;
}

/** The beginning of a line that is not JSON, with every word but the names of fields blotted out. */
export function safeExcerpt(line: string): string {
  const shape = line
    .slice(0, EXCERPT_LENGTH)
    .replace(/[\p{L}\p{M}\p{N}\p{S}\p{C}\uFFFD_@.+-]+/gu, (word) => (VOCABULARY.test(word) ? word : '…'));
  return line.length > EXCERPT_LENGTH ? `${shape} …` : shape;
}
