import { DEVICES, KINDS, LOSSES, STAGES } from '@syncline/shared/events';
import type { Accepted } from './accepted.ts';
import type { EventBatch } from './event-batch.ts';
import { whole } from './halves.ts';
import type { AcceptedPurchase, PurchaseWatch } from './port.ts';

const PURCHASE = KINDS.indexOf('purchase');
const TWO_32 = 2 ** 32;

/** The purchases among accepted events that a watch wants, in the order they came; the demo world's are nobody's. */
export function purchasesOf(accepted: Accepted, watch: Pick<PurchaseWatch, 'wants'>): AcceptedPurchase[] {
  const found: AcceptedPurchase[] = [];
  accepted.forEachRow((batch, row) => {
    if (batch.numbers.kind[row] !== PURCHASE || wordOf(batch, 'origin', row) === 'demo') return;
    const at = (batch.numbers.at[row * 2 + 1] as number) * TWO_32 + (batch.numbers.at[row * 2] as number);
    if (watch.wants(at)) found.push(purchaseOf(batch, row, at));
  });
  return found;
}

function purchaseOf(batch: EventBatch, row: number, at: number): AcceptedPurchase {
  const { numbers } = batch;
  const wide = (column: Uint32Array) => whole(column[row * 2] as number, column[row * 2 + 1] as number);
  // The column has '' before the stages.
  const stage = STAGES[(numbers.stage[row] as number) - 1];
  if (stage === undefined) throw new RangeError('a purchase without a stage was accepted');
  const amount = Number(wide(numbers.amount));
  const isPriced = stage === 'paid' || stage === 'refunded' || amount !== 0;
  return {
    at,
    stage,
    loss: stage === 'lost' ? lossOf(batch.texts.properties.text(row)) : null,
    offer: wordOf(batch, 'offer', row),
    campaign: wordOf(batch, 'campaign', row),
    brand: wordOf(batch, 'brand', row),
    device: DEVICES[numbers.device[row] as number] ?? 'unknown',
    amountMinor: isPriced ? amount : null,
    currency: wordOf(batch, 'currency', row),
    orderKey: wide(numbers.order_key),
    userKey: wide(numbers.user_key),
  };
}

function wordOf({ words, wordNumbers }: EventBatch, column: keyof EventBatch['wordNumbers'], row: number): string {
  return words.text(wordNumbers[column][row] as number);
}

function lossOf(properties: string): AcceptedPurchase['loss'] {
  const { loss } = JSON.parse(properties) as { loss?: unknown };
  return LOSSES.find((known) => known === loss) ?? null;
}
