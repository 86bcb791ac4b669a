import { createHmac } from 'node:crypto';
import { whole } from './halves.ts';
import { SipHash } from './siphash.ts';

type Domain = 'user' | 'event' | 'order';
const KEY_BYTES = 16;

/** A keyed 64-bit hash of identifiers. */
export class KeyedHash {
  readonly #hash: SipHash;

  constructor(secret: Uint8Array, domain: Domain) {
    this.#hash = new SipHash(createHmac('sha256', secret).update(domain).digest().subarray(0, KEY_BYTES));
  }

  /** The unsigned 64-bit hash. */
  of(identifier: string): bigint {
    const halves = new Uint32Array(2);
    this.#hash.hash(identifier, halves, 0);
    return whole(halves[0] as number, halves[1] as number);
  }

  /** Puts the hash at `index` of a column of 64-bit numbers, each in two halves, the low one first. */
  write(identifier: string, column: Uint32Array, index: number): void {
    this.#hash.hash(identifier, column, index * 2);
  }
}

/** The same text gives unrelated hashes as a user, an event id and an order. */
export interface Pseudonyms {
  user: KeyedHash;
  event: KeyedHash;
  order: KeyedHash;
}

/**
 * SipHash-2-4 under a key of each domain's own, which is HMAC-SHA256 of the domain's name under the secret (RFC 2104), cut
 * to 128 bits. Without the secret no identifier can be told from its hash.
 */
export function createPseudonyms(secret: Uint8Array): Pseudonyms {
  return {
    user: new KeyedHash(secret, 'user'),
    event: new KeyedHash(secret, 'event'),
    order: new KeyedHash(secret, 'order'),
  };
}

const KEYED_USER = /^keyed:([0-9a-p]{8})([0-9a-p]{8})$/;
/** Stand for 0 to 9, so that no keyed hash is taken for a card number. */
const DIGITS = 'ghijklmnop';

/** How a person is named by the keyed hash alone, among senders within Syncline. */
export function keyedUser(userKey: bigint): string {
  const hex = userKey.toString(16).padStart(16, '0');
  return `keyed:${hex.replace(/\d/g, (digit) => DIGITS[Number(digit)] ?? digit)}`;
}

/** The lower and upper 32 bits of the keyed hash that `keyedUser` wrote (in plain hexadecimal too); null for any other name. */
export function readKeyedUser(user: string): [number, number] | null {
  const [, high, low] = KEYED_USER.exec(user) ?? [];
  if (high === undefined || low === undefined) return null;
  const number = (text: string) =>
    Number.parseInt(
      text.replace(/[g-p]/g, (letter) => String(DIGITS.indexOf(letter))),
      16,
    );
  return [number(low), number(high)];
}
