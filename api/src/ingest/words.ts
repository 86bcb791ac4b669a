const MOST_WORDS = 100_000;

/** Texts that come again and again, by number: a column of them is then a column of numbers. '' has the number 0. */
export class Words {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  #hashes = new Int32Array(1024);

  /** With texts that have their numbers already; the first of them is ''. */
  constructor(texts: Iterable<string> = ['']) {
    for (const text of texts) this.numberOf(text);
  }

  /** Every text, in order of number. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  /** Whether it has grown so large that another should be begun. */
  get isFull(): boolean {
    return this.#texts.length >= MOST_WORDS;
  }

  numberOf(text: string): number {
    if (text === '' && this.#texts.length > 0) return 0;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    if (number === this.#hashes.length) {
      const larger = new Int32Array(number * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[number] = hashText(text);
    this.#texts.push(text);
    this.#numbers.set(text, number);
    return number;
  }

  text(number: number): string {
    return this.#texts[number] as string;
  }

  /** `hashText` of the text. */
  hash(number: number): number {
    return this.#hashes[number] as number;
  }

  get size(): number {
    return this.#texts.length;
  }
}

/** Takes a 32-bit word into a running hash: the step of MurmurHash3_x86_32 (Appleby, public domain). */
export function mix(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  const next = hash ^ Math.imul(mixed, 0x1b873593);
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}

/** Ends a running hash: the finaliser of MurmurHash3_x86_32. */
export function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** MurmurHash3_x86_32 of the text's UTF-16 units. */
export function hashText(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 2) {
    hash = mix(hash, text.charCodeAt(index) | ((text.charCodeAt(index + 1) || 0) << 16));
  }
  return finish(hash ^ (text.length * 2));
}
