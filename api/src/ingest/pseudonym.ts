import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Longest identifier in UTF-8: 256 UTF-16 units of at most three bytes each. */
const MESSAGE_BYTES = 1024;

type Domain = 'user' | 'event' | 'order';

/** Keyed 64-bit hashes of identifiers; the same text gives unrelated hashes as a user, an event id and an order. */
export interface Pseudonyms {
  /** The unsigned 64-bit hash. */
  user(identifier: string): bigint;
  event(identifier: string): bigint;
  order(identifier: string): bigint;
}

/**
 * HMAC-SHA256 (RFC 2104) cut to 64 bits. It is spelled out over the one-shot hash because an HMAC object costs six times
 * as much per event.
 */
export function createPseudonyms(secret: Uint8Array): Pseudonyms {
  const keyed = (domain: Domain) => keyedHash(secret, domain);
  return { user: keyed('user'), event: keyed('event'), order: keyed('order') };
}

function keyedHash(secret: Uint8Array, domain: Domain): (identifier: string) => bigint {
  const key = Buffer.alloc(BLOCK_BYTES);
  key.set(secret.length > BLOCK_BYTES ? hash('sha256', secret, 'buffer') : secret);
  const label = Buffer.from(`${domain}\0`);
  const inner = Buffer.alloc(BLOCK_BYTES + label.length + MESSAGE_BYTES);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  for (let index = 0; index < BLOCK_BYTES; index++) {
    inner[index] = (key[index] ?? 0) ^ 0x36;
    outer[index] = (key[index] ?? 0) ^ 0x5c;
  }
  inner.set(label, BLOCK_BYTES);
  const from = BLOCK_BYTES + label.length;
  return (identifier) => {
    const written = inner.write(identifier, from, 'utf8');
    if (from + written > inner.length - 4) throw new RangeError('an identifier holds at most 1020 bytes');
    outer.write(hash('sha256', inner.subarray(0, from + written), 'binary'), BLOCK_BYTES, 'binary');
    return hash('sha256', outer, 'buffer').readBigUInt64BE(0);
  };
}
