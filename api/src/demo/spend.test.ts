import type { EventInput } from '@syncline/shared/events';
import type { SpendLine } from '@syncline/shared/spend';
import { beforeAll, describe, expect, it } from 'vitest';
import { knownOf } from '../settlement/known.ts';
import { dayIn } from '../lib/zone.ts';
import { type DemoWorld, worldOf } from './generate.ts';
import { type DemoPlan, playWorld } from './play.ts';

const PLAN: DemoPlan = {
  seed: 20_130_211,
  today: '2026-11-23',
  timezone: 'Europe/Berlin',
  currency: 'USD',
  asOf: Date.parse('2026-11-23T14:05:00Z'),
  people: 20_000,
};

const sum = (numbers: readonly (number | null)[]) =>
  numbers.reduce<number>((total, number) => total + (number ?? 0), 0);

describe('what the demo world knows of money besides payments', () => {
  let world: DemoWorld;
  let events: EventInput[];
  let spend: SpendLine[];
  beforeAll(() => {
    world = worldOf(PLAN, playWorld(PLAN));
    events = world.days.flatMap((day) => [...day.batches(5000)].flatMap((batch) => [...batch]));
    ({ spend } = world);
  });

  it('is the same for the same plan', () => {
    expect(worldOf(PLAN, playWorld(PLAN)).spend).toEqual(spend);
  });

  it('tells of every campaign and day that anybody saw it, up to yesterday, once for each platform', () => {
    const seen = new Set(
      events
        .filter(({ kind }) => kind === 'impression')
        .map(({ campaign, at }) => `${campaign} ${dayIn(PLAN.timezone, at as number)}`)
        .filter((key) => !key.endsWith(PLAN.today)),
    );
    const keys = spend.filter(({ platform }) => platform === 'x').map(({ campaign, day }) => `${campaign} ${day}`);
    expect(keys.toSorted()).toEqual([...seen].toSorted());
    expect(new Set(spend.map(({ campaign, day, platform }) => `${campaign} ${day} ${platform}`)).size).toBe(
      spend.length,
    );
    for (const { amount_minor, conversions } of spend) {
      expect(Number.isSafeInteger(amount_minor)).toBe(true);
      expect(Math.round((conversions ?? 0) * 100) / 100).toBe(conversions);
    }
  });

  it('claims impressions near those counted, and more orders than there were', () => {
    const before = events.filter(({ at }) => dayIn(PLAN.timezone, at as number) < PLAN.today);
    const x = spend.filter(({ platform }) => platform === 'x');
    const impressions = before.filter(({ kind }) => kind === 'impression').length;
    expect(sum(x.map((line) => line.impressions)) / impressions).toBeGreaterThan(1);
    expect(sum(x.map((line) => line.impressions)) / impressions).toBeLessThan(1.05);
    const paid = before.filter(({ stage }) => stage === 'paid').length;
    expect(sum(spend.map((line) => line.conversions)) / paid).toBeGreaterThan(1.05);
    expect(sum(spend.map((line) => line.conversions)) / paid).toBeLessThan(1.6);
  });

  it('costs a part of what is sold', () => {
    const gross = sum(events.filter(({ stage }) => stage === 'paid').map(({ amount }) => Number(amount) * 100));
    const share = sum(spend.map((line) => line.amount_minor)) / gross;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.35);
  });

  it('knows list price, discount and tax of every payment', () => {
    const offers = new Map(world.catalogue.offers.map((offer) => [offer.slug, offer]));
    const paid = events.filter(({ stage }) => stage === 'paid');
    expect(paid.length).toBeGreaterThan(500);
    for (const { amount, offer } of paid) {
      const known = knownOf({ amount: Math.round(Number(amount) * 100), currency: 'USD' }, offers.get(offer ?? ''));
      expect(known.tax).not.toBeNull();
      expect(known.discount).toBeGreaterThan(0);
    }
  });
});
