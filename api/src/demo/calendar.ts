import { addDays } from '@syncline/shared/time';
import { Temporal } from 'temporal-polyfill';
import { AliasTable, type Random } from './random.ts';
import { type CampaignPlan, DEMO_DAYS } from './world.ts';

const HOUR_MS = 3_600_000;

/** The days of the demo window in the workspace zone. */
export interface Calendar {
  days: readonly string[];
  /** Epoch milliseconds at which each day begins; one more than days. */
  starts: Float64Array;
  /** 1 Monday to 7 Sunday. */
  weekdays: Uint8Array;
}

/** The window of DEMO_DAYS days that ends with `today`, YYYY-MM-DD in the IANA `zone`. */
export function calendarTo(today: string, zone: string): Calendar {
  const first = addDays(today, 1 - DEMO_DAYS);
  const days = Array.from({ length: DEMO_DAYS }, (_, index) => addDays(first, index));
  const plain = [...days, addDays(today, 1)].map((day) => Temporal.PlainDate.from(day));
  return {
    days,
    starts: Float64Array.from(plain, (day) => day.toZonedDateTime(zone).epochMilliseconds),
    weekdays: Uint8Array.from(plain.slice(0, -1), (day) => day.dayOfWeek),
  };
}

// How people spread over the hours of a day by device: share of each hour, 00 to 23, in arbitrary units.
const PHONE_WEEKDAY = [
  1.2, 0.6, 0.35, 0.25, 0.3, 0.9, 2.6, 4.9, 5.1, 3.1, 2.6, 2.7, 3.4, 3, 2.5, 2.5, 3, 4.2, 4.7, 4.7, 5.2, 5.9, 4.8, 2.7,
];
const PHONE_WEEKEND = [
  1.8, 1, 0.6, 0.4, 0.3, 0.4, 0.9, 1.9, 3, 3.9, 4.4, 4.5, 4.6, 4.3, 4.1, 4, 4.2, 4.5, 4.8, 5.1, 5.8, 6.5, 4.9, 3,
];
const DESKTOP_WEEKDAY = [
  0.3, 0.15, 0.1, 0.1, 0.1, 0.2, 0.6, 1.8, 4.7, 7.5, 8.3, 7.5, 4.9, 7, 7.3, 7, 6.2, 4, 2.4, 2.2, 2.4, 2.3, 1.5, 0.7,
];
const DESKTOP_WEEKEND = [
  0.5, 0.3, 0.2, 0.1, 0.1, 0.1, 0.3, 0.8, 1.6, 2.5, 3.1, 3.3, 3, 2.9, 3, 3, 3, 2.8, 2.6, 2.6, 2.8, 2.7, 1.9, 1,
];
const TABLET_WEEKDAY = [
  0.6, 0.3, 0.15, 0.1, 0.1, 0.3, 1, 1.8, 1.8, 1.6, 1.5, 1.5, 1.7, 1.6, 1.6, 1.8, 2.2, 3, 4.3, 5.8, 7.5, 8.2, 5.6, 2.2,
];
const TABLET_WEEKEND = [
  0.8, 0.4, 0.2, 0.1, 0.1, 0.2, 0.6, 1.5, 2.6, 3.3, 3.4, 3.2, 3, 2.8, 2.8, 3, 3.3, 3.9, 4.9, 6.3, 8, 8.8, 5.8, 2.4,
];

/** Weight of Monday to Sunday in what people see and do. */
const WEEKDAY_WEIGHT = [1.02, 0.97, 0.96, 0.98, 0.97, 1.06, 1.14] as const;

/** Devices as the generator numbers them; `unknown` is an app that runs on several. */
export const PHONE = 0;
export const TABLET = 1;
export const DESKTOP = 2;
export const UNDECIDABLE = 3;

/** Draws instants within a day by device and weekday. */
export class Clockwork {
  readonly #calendar: Calendar;
  readonly #random: Random;
  readonly #hours: AliasTable[];

  constructor(calendar: Calendar, random: Random) {
    this.#calendar = calendar;
    this.#random = random;
    this.#hours = [
      [PHONE_WEEKDAY, PHONE_WEEKEND],
      [TABLET_WEEKDAY, TABLET_WEEKEND],
      [DESKTOP_WEEKDAY, DESKTOP_WEEKEND],
      [PHONE_WEEKDAY, PHONE_WEEKEND],
    ].flatMap((pair) => pair.map((weights) => new AliasTable(weights)));
  }

  /**
   * Epoch milliseconds of something done on the day (index) with the device. Desktop use of a weekend mostly moves to a
   * working day, within the days `first` to `last`.
   */
  at(day: number, device: number, first = 0, last = DEMO_DAYS - 1): number {
    const { weekdays, starts } = this.#calendar;
    let on = day;
    let weekday = weekdays[day] as number;
    if (device === DESKTOP && weekday > 5 && this.#random.unit() < 0.58) {
      const moved = weekday === 7 ? day + 1 : day + (this.#random.bits() & 1 ? -1 : 2);
      if (moved >= first && moved <= last) {
        on = moved;
        weekday = weekdays[on] as number;
      }
    }
    const table = this.#hours[device * 2 + (weekday > 5 ? 1 : 0)] as AliasTable;
    const hour = table.draw(this.#random);
    const instant = (starts[on] as number) + hour * HOUR_MS + Math.floor(this.#random.unit() * HOUR_MS);
    // The day that clocks go forward on has no 24th hour.
    return instant < (starts[on + 1] as number) ? instant : instant - HOUR_MS;
  }
}

/** How a campaign's attention spreads over the days of the window; 0 outside its flight. */
export function flightWeights(plan: CampaignPlan, calendar: Calendar, random: Random): number[] {
  return calendar.days.map((_, day) => {
    const noise = 0.9 + 0.2 * random.unit();
    if (day < plan.starts || (plan.ends !== null && day > plan.ends)) return 0;
    const bursts = plan.bursts.reduce((sum, burst) => {
      const age = day - burst.from;
      const over = age < 0 || age >= (burst.length ?? Number.POSITIVE_INFINITY);
      return over ? sum : sum + burst.height * 0.5 ** (age / burst.halfLife);
    }, 0);
    const base = plan.base * (1 + plan.growth * day);
    return (base + bursts) * noise * (WEEKDAY_WEIGHT[(calendar.weekdays[day] as number) - 1] as number);
  });
}

/** How use that belongs to no campaign spreads over the days: even, with weekends and a slight growth. */
export function everydayWeights(calendar: Calendar): number[] {
  return calendar.days.map(
    (_, day) => (1 + day * 0.0015) * (WEEKDAY_WEIGHT[(calendar.weekdays[day] as number) - 1] as number),
  );
}
