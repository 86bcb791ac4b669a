import { addDays } from '@syncline/shared/time';

/** Days a world spans; the last one is the day that has not ended. */
export const WORLD_DAYS = 90;

/** Which world: the same for the same three values. */
export interface WorldKey {
  /** How many events it is to hold; it comes within 1 % of that. */
  events: number;
  seed: number;
  /** Its last day, YYYY-MM-DD. */
  lastDay: string;
}

export interface BenchCampaign {
  slug: string;
  brand: string;
  offers: readonly [string, string];
  /** Prices of the offers in minor units. */
  prices: readonly [number, number];
}

/** One day of a world: which of its draws fall on it, and how they spread over the campaigns. */
export interface DayPlan {
  day: string;
  firstDraw: number;
  draws: number;
  campaignWheel: readonly number[];
}

const BRANDS = ['alder', 'birch', 'cedar', 'dune', 'ember', 'fjord', 'grove', 'heath'];
const CAMPAIGNS = 40;
const LARGEST_SHARE = 0.262;
const SECOND_SHARE = 0.041;
const SMALLEST_SHARE = 0.0073;
/** Events per draw: the draw itself and what comes after it, on average. */
const EVENTS_PER_DRAW = 1.13;
const EVENTS_PER_PERSON = 20;
const WHEEL_SLOTS = 4096;
/** By weekday, Monday first. */
const WEEKDAYS = [1, 1, 1.02, 1.05, 1.1, 0.93, 0.9];
/** Attention to a campaign swells to its own peak; this is what is left of it far away from there. */
const OFF_PEAK = 0.5;
const PEAK_HEIGHT = 1.2;
const PEAK_DAYS = 20;

/** Share of each campaign in the draws: one large one, the others falling geometrically. */
const SHARES = Array.from({ length: CAMPAIGNS }, (_, index) =>
  index === 0 ? LARGEST_SHARE : SECOND_SHARE * (SMALLEST_SHARE / SECOND_SHARE) ** ((index - 1) / (CAMPAIGNS - 2)),
);

/** The 40 campaigns, largest first. */
export const CAMPAIGN_LIST: readonly BenchCampaign[] = Array.from({ length: CAMPAIGNS }, (_, index) => {
  const brand = BRANDS[brandOf(index)] ?? '';
  const slug = `${brand}-${Math.floor(index / BRANDS.length) + 1}`;
  const base = 990 + ((index * 7919) % 40) * 500;
  return { slug, brand, offers: [`${slug}-one`, `${slug}-set`], prices: [base, base * 3 - 1] };
});

export const BRAND_LIST: readonly string[] = BRANDS;

/** Place of the brand of a campaign, by the campaign's place. */
export function brandOf(campaign: number): number {
  return campaign % BRANDS.length;
}

/** How many people a world has. */
export function peopleOf({ events }: WorldKey): number {
  return Math.max(BRANDS.length, Math.floor(events / EVENTS_PER_PERSON / BRANDS.length) * BRANDS.length);
}

/** The days of a world in order; their draws are numbered without a gap. */
export function planDays({ events, lastDay }: WorldKey): DayPlan[] {
  const days = Array.from({ length: WORLD_DAYS }, (_, index) => addDays(lastDay, index - WORLD_DAYS + 1));
  const heights = days.map((day, index) => weekdayWeight(day) * (1 + (0.2 * index) / WORLD_DAYS));
  const whole = heights.reduce((sum, height) => sum + height, 0);
  const total = Math.round(events / EVENTS_PER_DRAW);
  let risen = 0;
  let firstDraw = 0;
  return days.map((day, index) => {
    risen += heights[index] ?? 0;
    const next = Math.round((total * risen) / whole);
    const plan = { day, firstDraw, draws: next - firstDraw, campaignWheel: wheel(campaignWeights(index)) };
    firstDraw = next;
    return plan;
  });
}

/**
 * Place of the item (from 1) for each of 4096 equally likely slots, in proportion to the weights: a weighted choice
 * becomes one look-up.
 */
export function wheel(weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const slots: number[] = [];
  let risen = 0;
  weights.forEach((weight, index) => {
    risen += weight;
    const end = Math.round((WHEEL_SLOTS * risen) / whole);
    while (slots.length < end) slots.push(index + 1);
  });
  return slots;
}

/** The largest keeps its share every day; the others swell around a peak of their own and keep theirs over all days. */
function campaignWeights(dayIndex: number): number[] {
  return SHARES.map((share, index) => {
    if (index === 0) return share;
    const days = Array.from({ length: WORLD_DAYS }, (_, day) => attention(index, day));
    const average = days.reduce((sum, height) => sum + height, 0) / WORLD_DAYS;
    return (share * attention(index, dayIndex)) / average;
  });
}

function attention(campaign: number, dayIndex: number): number {
  const peak = (campaign * 37) % WORLD_DAYS;
  return OFF_PEAK + PEAK_HEIGHT * Math.exp(-(((dayIndex - peak) / PEAK_DAYS) ** 2));
}

function weekdayWeight(day: string): number {
  return WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 1;
}
