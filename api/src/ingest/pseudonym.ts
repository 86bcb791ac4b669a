import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Longest identifier in UTF-8: 256 UTF-16 units of at most three bytes each. */
const MESSAGE_BYTES = 1024;

const REMEMBERED = 100_000;

type Domain = 'user' | 'event' | 'order';
type Hash = (identifier: string) => bigint;

/** Keyed 64-bit hashes of identifiers; the same text gives unrelated hashes as a user, an event id and an order. */
export interface Pseudonyms {
  /** The unsigned 64-bit hash. */
  user(identifier: string): bigint;
  event(identifier: string): bigint;
  order(identifier: string): bigint;
}

/**
 * Of users and orders HMAC-SHA256 (RFC 2104) cut to 64 bits, spelled out over the one-shot hash because an HMAC object
 * costs six times as much. Of event ids, the most frequent and each met once, its inner hash alone cut to 64 bits: what
 * HMAC's outer hash guards against, an attacker who lengthens the text, needs the whole digest (Coron, Dodis, Malinaud,
 * Puniya 2005, "Merkle-Damgård revisited", chop construction).
 */
export function createPseudonyms(secret: Uint8Array): Pseudonyms {
  const user = hmac(secret, 'user');
  return { user: remembering(user), event: innerHash(secret, 'event'), order: hmac(secret, 'order') };
}

function hmac(secret: Uint8Array, domain: Domain): Hash {
  const outer = Buffer.concat([paddedKey(secret, 0x5c), Buffer.alloc(DIGEST_BYTES)]);
  const message = messageAfterKey(secret, domain);
  return (identifier) => {
    outer.write(hash('sha256', message(identifier), 'binary'), BLOCK_BYTES, 'binary');
    return hash('sha256', outer, 'buffer').readBigUInt64BE(0);
  };
}

function innerHash(secret: Uint8Array, domain: Domain): Hash {
  const message = messageAfterKey(secret, domain);
  return (identifier) => hash('sha256', message(identifier), 'buffer').readBigUInt64BE(0);
}

/** Key block, domain and identifier in one piece of memory that is written over by the next call. */
function messageAfterKey(secret: Uint8Array, domain: Domain): (identifier: string) => Buffer {
  const before = Buffer.concat([paddedKey(secret, 0x36), Buffer.from(`${domain}\0`)]);
  const message = Buffer.concat([before, Buffer.alloc(MESSAGE_BYTES)]);
  return (identifier) => {
    const written = message.write(identifier, before.length, 'utf8');
    if (before.length + written > message.length - 4) throw new RangeError('an identifier holds at most 1020 bytes');
    return message.subarray(0, before.length + written);
  };
}

function paddedKey(secret: Uint8Array, pad: number): Buffer {
  const key = Buffer.alloc(BLOCK_BYTES);
  key.set(secret.length > BLOCK_BYTES ? hash('sha256', secret, 'buffer') : secret);
  return key.map((byte) => byte ^ pad) as Buffer;
}

/** People act again and again: the hashes of those met lately are kept, and forgotten together. */
function remembering(compute: Hash): Hash {
  const known = new Map<string, bigint>();
  return (identifier) => {
    const before = known.get(identifier);
    if (before !== undefined) return before;
    const computed = compute(identifier);
    if (known.size >= REMEMBERED) known.clear();
    known.set(identifier, computed);
    return computed;
  };
}
