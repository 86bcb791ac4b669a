const BLOCK_BYTES = 8;
const BEYOND_ASCII = 0x80;

/**
 * SipHash-2-4 with a key of 128 bits: a keyed pseudorandom function of 64 bits made for short inputs. Aumasson, Bernstein
 * (2012), "SipHash: a fast short-input PRF", https://www.aumasson.jp/siphash/siphash.pdf. Here of texts in UTF-8; 64-bit
 * words are kept as two signed halves.
 */
export class SipHash {
  readonly #key: Int32Array;

  /** `key`: 16 bytes. */
  constructor(key: Uint8Array) {
    if (key.length !== 16) throw new RangeError('a SipHash key holds 16 bytes');
    const view = new DataView(key.buffer, key.byteOffset, key.length);
    this.#key = Int32Array.from([0, 4, 8, 12], (offset) => view.getInt32(offset, true));
  }

  /** Puts the hash of the text into `halves` at `at`, its low half first. */
  hash(text: string, halves: Uint32Array, at: number): void {
    const bytes = asBytes(text);
    const { length } = bytes;
    const [k0l = 0, k0h = 0, k1l = 0, k1h = 0] = this.#key;
    let v0h = k0h ^ 0x736f_6d65;
    let v0l = k0l ^ 0x7073_6575;
    let v1h = k1h ^ 0x646f_7261;
    let v1l = k1l ^ 0x6e64_6f6d;
    let v2h = k0h ^ 0x6c79_6765;
    let v2l = k0l ^ 0x6e65_7261;
    let v3h = k1h ^ 0x7465_6462;
    let v3l = k1l ^ 0x7974_6573;
    // The last block ends with the length, and an empty one behind it stands for the finish.
    const last = length - (length % BLOCK_BYTES);
    for (let from = 0; from <= last + BLOCK_BYTES; from += BLOCK_BYTES) {
      const isFinish = from > last;
      let ml = 0;
      let mh = 0;
      if (from < last) {
        ml = fourBytes(bytes, from);
        mh = fourBytes(bytes, from + 4);
      } else if (from === last) {
        ml = upToFourBytes(bytes, from);
        mh = upToFourBytes(bytes, from + 4) | (length << 24);
      }
      if (isFinish) v2l ^= 0xff;
      v3h ^= mh;
      v3l ^= ml;
      for (let round = isFinish ? 4 : 2; round > 0; round -= 1) {
        let sum = (v0l + v1l) | 0;
        v0h = (v0h + v1h + (((v0l & v1l) | ((v0l | v1l) & ~sum)) >>> 31)) | 0;
        v0l = sum;
        let high = (v1h << 13) | (v1l >>> 19);
        v1l = ((v1l << 13) | (v1h >>> 19)) ^ v0l;
        v1h = high ^ v0h;
        high = v0l;
        v0l = v0h;
        v0h = high;

        sum = (v2l + v3l) | 0;
        v2h = (v2h + v3h + (((v2l & v3l) | ((v2l | v3l) & ~sum)) >>> 31)) | 0;
        v2l = sum;
        high = (v3h << 16) | (v3l >>> 16);
        v3l = ((v3l << 16) | (v3h >>> 16)) ^ v2l;
        v3h = high ^ v2h;

        sum = (v0l + v3l) | 0;
        v0h = (v0h + v3h + (((v0l & v3l) | ((v0l | v3l) & ~sum)) >>> 31)) | 0;
        v0l = sum;
        high = (v3h << 21) | (v3l >>> 11);
        v3l = ((v3l << 21) | (v3h >>> 11)) ^ v0l;
        v3h = high ^ v0h;

        sum = (v2l + v1l) | 0;
        v2h = (v2h + v1h + (((v2l & v1l) | ((v2l | v1l) & ~sum)) >>> 31)) | 0;
        v2l = sum;
        high = (v1h << 17) | (v1l >>> 15);
        v1l = ((v1l << 17) | (v1h >>> 15)) ^ v2l;
        v1h = high ^ v2h;
        high = v2l;
        v2l = v2h;
        v2h = high;
      }
      v0h ^= mh;
      v0l ^= ml;
    }
    halves[at] = v0l ^ v1l ^ v2l ^ v3l;
    halves[at + 1] = v0h ^ v1h ^ v2h ^ v3h;
  }
}

/** The text in UTF-8, each byte as a character. */
function asBytes(text: string): string {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) >= BEYOND_ASCII) return Buffer.from(text).toString('latin1');
  }
  return text;
}

/** Four bytes as a signed number, the lowest first. */
function fourBytes(bytes: string, at: number): number {
  return (
    bytes.charCodeAt(at) |
    (bytes.charCodeAt(at + 1) << 8) |
    (bytes.charCodeAt(at + 2) << 16) |
    (bytes.charCodeAt(at + 3) << 24)
  );
}

/** What is left of four bytes where the text ends. */
function upToFourBytes(bytes: string, at: number): number {
  const end = Math.min(bytes.length, at + 4);
  let word = 0;
  for (let index = end - 1; index >= at; index -= 1) word = (word << 8) | bytes.charCodeAt(index);
  return word;
}
