import type { EventRow } from '@syncline/api/stores/clickhouse/events-table';
import { DEVICES } from '@syncline/shared/events';
import * as fc from 'fast-check';
import { complete, type Draft } from './world.ts';

/** First and last day of the generated histories. */
export const FOLLOW_DAYS = { from: '2025-09-01', to: '2025-10-12' };

const START = Date.parse('2025-09-01T16:00:00Z');
const PEOPLE = 8;
const BRANDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm'];

interface Step {
  person: number;
  brand: string;
  /** Days after the start, and milliseconds: many things happen at once, or a millisecond apart. */
  day: number;
  shift: number;
  kind: EventRow['kind'];
  device: string;
  campaign: string;
  network: string;
  quantity: number;
}

const step = (kind: fc.Arbitrary<EventRow['kind']>): fc.Arbitrary<Step> =>
  fc.record({
    person: fc.integer({ min: 1, max: PEOPLE }),
    brand: fc.constantFrom(...BRANDS),
    day: fc.integer({ min: 0, max: 41 }),
    shift: fc.constantFrom(-1, 0, 0, 0, 1),
    kind,
    device: fc.constantFrom(...DEVICES),
    campaign: fc.constantFrom('', '', 'push'),
    network: fc.constantFrom('x', 'x', 'threads'),
    quantity: fc.integer({ min: 1, max: 4 }),
  });

/** What a few people did to a dozen brands, in no order: follows and unfollows, many of them of the same pair or at one instant. */
const worlds: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(step(fc.constantFrom('follow', 'follow', 'follow', 'unfollow')), {
      minLength: 20,
      maxLength: 260,
      size: 'max',
    }),
    // Busy people go back and forth about one brand.
    fc.array(step(fc.constantFrom('follow', 'unfollow')), { minLength: 6, maxLength: 30, size: 'max' }),
    fc.array(step(fc.constantFrom('activity', 'engagement')), { minLength: 4, maxLength: 20, size: 'max' }),
  )
  .map(([changes, wavering, acts]) => [
    ...changes,
    ...wavering.map((one) => ({ ...one, brand: 'a', person: 1 })),
    ...acts,
  ]);

/** The brands of one world, as a filter finds them. */
export function brandsOf(world: number) {
  return { dimension: 'brand' as const, op: 'matches_any_prefix' as const, values: [`w${world}-`] };
}

/** Worlds beside one another, each with people and brands of its own, and their events in a drawn order. */
export function followWorlds(count: number, seed: number): EventRow[] {
  const drafts = fc.sample(worlds, { numRuns: count, seed }).flatMap((steps, world) =>
    steps.map(
      ({ person, brand, day, shift, ...rest }): Draft => ({
        ...rest,
        ms: START + day * 86_400_000 + shift,
        uid: 1 + world * (PEOPLE + 1) + person,
        brand: `w${world}-${brand}`,
      }),
    ),
  );
  const [shuffled = []] = fc.sample(fc.shuffledSubarray(drafts, { minLength: drafts.length }), { numRuns: 1, seed });
  return shuffled.map(complete);
}
