import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChargeRequest, RefusedError, TryLaterError } from '../ports.ts';
import { StripeGateway } from './stripe.ts';
import { minorOfStripe, stripeAmount } from './stripe-amounts.ts';
import { TestStripe } from './test-stripe.ts';

const NOW = Date.UTC(2026, 8, 1);
const HOUR_MS = 3_600_000;

let stripe: TestStripe;
let gateway: StripeGateway;

beforeEach(async () => {
  stripe = new TestStripe();
  const url = await stripe.start();
  gateway = new StripeGateway({ key: 'sk_test_1', clock: { now: () => NOW }, url, timeoutMs: 300 });
});
afterEach(() => stripe.stop());

const order = (token = 'cus_1:pm_card_visa', more: Partial<ChargeRequest> = {}): ChargeRequest => ({
  key: 'charge-o-1',
  order: 'o-1',
  token,
  amountMinor: 16_311,
  currency: 'USD',
  description: 'Kindle Fire HD',
  ...more,
});
const statuses = () => [...stripe.intents.values()].map(({ status }) => status);

describe('charging through Stripe', () => {
  it('takes the amount from the card of the token, and says what it is for', async () => {
    expect(await gateway.charge(order())).toEqual({ outcome: 'paid', reference: 'pi_test1' });
    expect(stripe.intents.get('pi_test1')).toMatchObject({
      amount: 16_311,
      currency: 'usd',
      status: 'succeeded',
      customer: 'cus_1',
      payment_method: 'pm_card_visa',
      description: 'Kindle Fire HD',
      metadata: { syncline_key: 'charge-o-1', syncline_order: 'o-1' },
    });
    expect(await gateway.charge(order('pm_card_visa', { key: 'other' }))).toMatchObject({ outcome: 'paid' });
    expect(stripe.intents.get('pi_test2')?.customer).toBeNull();
  });

  it('charges once however often it is asked', async () => {
    const answers = [await gateway.charge(order()), await gateway.charge(order()), await gateway.charge(order())];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(stripe.charged).toEqual([16_311]);
  });

  it.each([
    ['pm_card_chargeDeclined', 'generic_decline'],
    ['pm_card_expired', 'expired_card'],
    ['pm_card_authenticationRequired', 'authentication_required'],
    ['pm_needs_action', 'authentication_required'],
  ])('%s is declined as %s, for good', async (token, reason) => {
    const declined = { outcome: 'declined', reason };
    expect(await gateway.charge(order(token))).toEqual(declined);
    expect(statuses()).toEqual(['canceled']);
    // After a crash that lost the answer.
    expect(await gateway.charge(order(token))).toEqual(declined);
    expect(stripe.charged).toEqual([]);
  });

  it.each([
    ['payment_intents', 'lost'],
    ['payment_intents', 'busy'],
    ['payment_intents', 'limited'],
    ['payment_intents', 'locked'],
    ['confirm', 'lost'],
    ['confirm', 'busy'],
    ['confirm', 'stored'],
    ['confirm', 'unmoved'],
    ['confirm', 'limited'],
    ['confirm', 'locked'],
  ] as const)('is asked again when %s is %s, and charges once', async (path, fault) => {
    stripe.fail(path, fault);
    await expect(gateway.charge(order())).rejects.toThrow(TryLaterError);
    expect(await gateway.charge(order())).toEqual({ outcome: 'paid', reference: 'pi_test1' });
    expect(stripe.charged).toEqual([16_311]);
    expect(stripe.intents.size).toBe(1);
  });

  it('waits as long as Stripe asks for', async () => {
    stripe.fail('payment_intents', 'limited');
    await expect(gateway.charge(order())).rejects.toMatchObject({ name: 'TryLaterError', afterMs: 7000 });
  });

  it('does not repeat a failure that stays: of the key, of the token, of another order under the key', async () => {
    stripe.fail('payment_intents', 'unauthorised');
    await expect(gateway.charge(order())).rejects.toThrow(RefusedError);
    await expect(gateway.charge(order('tok_unknown', { key: 'k' }))).rejects.toThrow(RefusedError);
    await gateway.charge(order());
    await expect(gateway.charge(order(undefined, { amountMinor: 1 }))).rejects.toThrow(RefusedError);
    expect(stripe.charged).toEqual([16_311]);
  });

  it('charges once when name or token changed between two attempts, and as it was first asked for', async () => {
    stripe.fail('confirm', 'lost');
    await expect(gateway.charge(order())).rejects.toThrow(TryLaterError);
    const changed = order('cus_1:pm_card_chargeDeclined', { description: 'Kindle Fire HD, 2nd edition' });
    stripe.searchable = false;
    await expect(gateway.charge(changed)).rejects.toThrow(TryLaterError);
    stripe.searchable = true;
    expect(await gateway.charge(changed)).toEqual({ outcome: 'paid', reference: 'pi_test1' });
    expect(stripe.charged).toEqual([16_311]);
  });

  it('waits while the bank has not decided, and then says how it did', async () => {
    await expect(gateway.charge(order('pm_slow'))).rejects.toThrow(TryLaterError);
    const intent = stripe.intents.get('pi_test1');
    if (intent) intent.status = 'succeeded';
    expect(await gateway.charge(order('pm_slow'))).toEqual({ outcome: 'paid', reference: 'pi_test1' });
  });

  it.each(['paid', 'declined'] as const)('finds what was %s when the keys are long forgotten', async (outcome) => {
    const token = outcome === 'paid' ? 'pm_card_visa' : 'pm_card_chargeDeclined';
    expect(await gateway.charge(order(token))).toMatchObject({ outcome });
    stripe.forgetKeys();
    const later = order(token, { firstAskedAt: NOW - 25 * HOUR_MS });
    expect(await gateway.charge(later)).toMatchObject({ outcome });
    expect(stripe.intents.size).toBe(1);
  });

  it('charges what was never charged, however late', async () => {
    const later = order(undefined, { firstAskedAt: NOW - 25 * HOUR_MS, key: "o'1" });
    expect(await gateway.charge(later)).toMatchObject({ outcome: 'paid' });
    expect(stripe.charged).toEqual([16_311]);
  });
});

describe('refunding through Stripe', () => {
  const refund = (key: string, amountMinor: number) =>
    gateway.refund({ key, charge: 'pi_test1', amountMinor, currency: 'USD' });

  it('gives back in parts, each once, and never more than was paid', async () => {
    await gateway.charge(order());
    expect(await refund('a', 6_311)).toEqual({ outcome: 'refunded', reference: 're_test1' });
    stripe.forgetKeys();
    expect(await refund('a', 6_311)).toEqual({ outcome: 'refunded', reference: 're_test1' });
    expect(await refund('b', 10_001)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('greater') as string,
    });
    expect(await refund('c', 10_000)).toEqual({ outcome: 'refunded', reference: 're_test2' });
    expect(await refund('d', 1)).toEqual({ outcome: 'refused', reason: 'charge_already_refunded' });
    expect(stripe.refunds.map(({ amount }) => amount)).toEqual([6_311, 10_000]);
    expect(await gateway.refundsOf('pi_test1')).toMatchObject([{ id: 're_test2' }, { id: 're_test1' }]);
  });

  it.each(['lost', 'stored', 'busy', 'limited', 'locked'] as const)('is made once when it is %s', async (fault) => {
    await gateway.charge(order());
    stripe.fail('refunds', fault);
    await expect(refund('a', 100)).rejects.toThrow(TryLaterError);
    expect(await refund('a', 100)).toEqual({ outcome: 'refunded', reference: 're_test1' });
    expect(stripe.refunds).toHaveLength(1);
  });

  it('of a charge that is not known cannot be made', async () => {
    await expect(refund('a', 1)).rejects.toThrow(RefusedError);
  });
});

describe('amounts of Stripe', () => {
  it.each([
    ['USD', 1499, 1499],
    ['JPY', 500, 500],
    ['ISK', 5, 500],
    ['UGX', 5, 500],
    ['MGA', 500, 5],
    ['KWD', 1230, 1230],
  ])('%s %d is %d', (currency, minor, amount) => {
    expect(stripeAmount(minor, currency)).toBe(amount);
    expect(minorOfStripe(amount, currency.toLowerCase())).toBe(minor);
  });

  it('refuse what Stripe has no number for', async () => {
    expect(() => stripeAmount(501, 'MGA')).toThrow(RangeError);
    await expect(gateway.charge(order(undefined, { amountMinor: 501, currency: 'MGA' }))).rejects.toThrow(RefusedError);
    expect(stripe.requests).toEqual([]);
  });
});
