import { createHash } from 'node:crypto';

/** No vowels, so that no words come up, and no digits, so that no order is taken for a card number. */
const LETTERS = 'bcdfghjkmnpqrstvwxyz';
const LENGTH = 16;

/** The id of the order that a post triggers of an offer: always the same, and never told apart by letter case. */
export function orderIdOf({ network, offer, post }: { network: string; offer: string; post: string }): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([network, offer, post]))
    .digest();
  let rest = hash.readBigUInt64BE(0) * 2n ** 64n + hash.readBigUInt64BE(8);
  let id = '';
  while (id.length < LENGTH) {
    id += LETTERS[Number(rest % 20n)];
    rest /= 20n;
  }
  return id;
}
