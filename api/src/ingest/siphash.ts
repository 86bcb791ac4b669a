const BLOCK_BYTES = 8;
const MORE_TEXT = 0x80;

/**
 * SipHash-2-4 with a key of 128 bits: a keyed pseudorandom function of 64 bits made for short inputs. Aumasson, Bernstein
 * (2012), "SipHash: a fast short-input PRF", https://www.aumasson.jp/siphash/siphash.pdf. Here of texts in UTF-8; 64-bit
 * words are kept as two signed halves.
 */
export class SipHash {
  readonly #key: Int32Array;
  #bytes = new Uint8Array(64 * BLOCK_BYTES);
  #view = new DataView(this.#bytes.buffer);
  /** The two halves of the latest hash, unsigned. */
  high = 0;
  low = 0;

  /** `key`: 16 bytes. */
  constructor(key: Uint8Array) {
    if (key.length !== 16) throw new RangeError('a SipHash key holds 16 bytes');
    const view = new DataView(key.buffer, key.byteOffset, key.length);
    this.#key = Int32Array.from([0, 4, 8, 12], (offset) => view.getInt32(offset, true));
  }

  /** Computes the hash of the text; `high` and `low` hold it until the next call. */
  hash(text: string): void {
    const length = this.#take(text);
    const view = this.#view;
    const [k0l = 0, k0h = 0, k1l = 0, k1h = 0] = this.#key;
    let v0h = k0h ^ 0x736f_6d65;
    let v0l = k0l ^ 0x7073_6575;
    let v1h = k1h ^ 0x646f_7261;
    let v1l = k1l ^ 0x6e64_6f6d;
    let v2h = k0h ^ 0x6c79_6765;
    let v2l = k0l ^ 0x6e65_7261;
    let v3h = k1h ^ 0x7465_6462;
    let v3l = k1l ^ 0x7974_6573;
    for (let at = 0; at <= length; at += BLOCK_BYTES) {
      const isLast = at === length;
      const ml = isLast ? 0 : view.getInt32(at, true);
      const mh = isLast ? 0 : view.getInt32(at + 4, true);
      if (isLast) v2l ^= 0xff;
      v3h ^= mh;
      v3l ^= ml;
      for (let round = isLast ? 4 : 2; round > 0; round -= 1) {
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
    this.high = (v0h ^ v1h ^ v2h ^ v3h) >>> 0;
    this.low = (v0l ^ v1l ^ v2l ^ v3l) >>> 0;
  }

  /** Puts the text in UTF-8 and its padding (zeros, then the length in the last byte) into place; answers their bytes. */
  #take(text: string): number {
    if (text.length * 3 + BLOCK_BYTES > this.#bytes.length) {
      this.#bytes = new Uint8Array((text.length * 3 + BLOCK_BYTES) * 2);
      this.#view = new DataView(this.#bytes.buffer);
    }
    const bytes = this.#bytes;
    let length = text.length;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code >= MORE_TEXT) {
        length = encoder.encodeInto(text, bytes).written;
        break;
      }
      bytes[index] = code;
    }
    const padded = (length & ~(BLOCK_BYTES - 1)) + BLOCK_BYTES;
    for (let index = length; index < padded; index += 1) bytes[index] = 0;
    bytes[padded - 1] = length & 0xff;
    return padded;
  }
}

const encoder = new TextEncoder();
