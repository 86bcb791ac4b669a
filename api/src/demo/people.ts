import { DESKTOP, PHONE, TABLET, UNDECIDABLE } from './calendar.ts';
import { AliasTable, type Random } from './random.ts';

/** Labels of the apps people act through, as X wrote them on posts, grouped by device. */
export const CLIENTS = [
  'Twitter for iPhone',
  'Twitter for Android',
  'Twitter for iPad',
  'Twitter for Android Tablets',
  'Twitter Web Client',
  'TweetDeck',
  'Twitter Web App',
] as const;

/** The ways of using the network that people fall into, and what each does more or less of than the rest. */
interface Habit {
  share: number;
  /** Weights of phone, tablet, desktop and an app that runs on several. */
  devices: readonly [number, number, number, number];
  activity: number;
  engagement: number;
  follows: number;
  buying: number;
}

const MOBILE = { activity: 1.12, engagement: 1.22, follows: 1.35, buying: 1.08 };
const AT_DESK = { activity: 0.95, engagement: 0.72, follows: 0.6, buying: 0.86 };

const HABITS: readonly Habit[] = [
  { share: 0.3, devices: [1, 0, 0, 0], ...MOBILE },
  { share: 0.22, devices: [0.8, 0.07, 0.1, 0.03], ...MOBILE },
  { share: 0.07, devices: [0.16, 0.76, 0.06, 0.02], ...MOBILE, buying: 1.2 },
  { share: 0.13, devices: [0, 0, 1, 0], ...AT_DESK },
  { share: 0.16, devices: [0.15, 0.03, 0.8, 0.02], ...AT_DESK },
  { share: 0.1, devices: [0.45, 0.05, 0.46, 0.04], activity: 0.9, engagement: 0.9, follows: 0.9, buying: 1 },
  { share: 0.02, devices: [0, 0, 0, 1], activity: 0.6, engagement: 0.8, follows: 0.8, buying: 0.9 },
];

const DEVICE_DRAWS = HABITS.map((habit) => new AliasTable(habit.devices));
const HABIT_DRAW = new AliasTable(HABITS.map((habit) => habit.share));
/** Spread of attention: with 0.9, one in ten people sees a good third of everything. */
const ATTENTION_SIGMA = 0.9;
/** An odd multiplier makes a bijection of 31-bit numbers: ids are distinct and do not count up. */
const SCRAMBLE = 0x4f1b_bcd5;

/** Everybody of the demo world. */
export interface Population {
  size: number;
  /** How much of what is shown a person sees; 1 on average. */
  attention: Float32Array;
  habits: Uint8Array;
  /** Whether the person's phone and tablet run the second of the two systems. */
  systems: Uint8Array;
}

/** `size` people, each with a habit of devices and a skewed (log-normal) amount of attention. */
export function populate(size: number, random: Random): Population {
  const attention = new Float32Array(size);
  const habits = new Uint8Array(size);
  const systems = new Uint8Array(size);
  for (let person = 0; person < size; person += 1) {
    habits[person] = HABIT_DRAW.draw(random);
    attention[person] = Math.exp(ATTENTION_SIGMA * random.normal() - ATTENTION_SIGMA ** 2 / 2);
    systems[person] = random.unit() < 0.44 ? 1 : 0;
  }
  return { size, attention, habits, systems };
}

export function habitOf(people: Population, person: number): Habit {
  return HABITS[people.habits[person] as number] as Habit;
}

/** The device that a person happens to use. */
export function drawDevice(people: Population, person: number, random: Random): number {
  return (DEVICE_DRAWS[people.habits[person] as number] as AliasTable).draw(random);
}

/** Index in CLIENTS of the app that a person uses on the device. */
export function clientOn(device: number, people: Population, person: number): number {
  const system = people.systems[person] as number;
  if (device === PHONE) return system;
  if (device === TABLET) return 2 + system;
  if (device === DESKTOP) return person % 4 === 0 ? 5 : 4;
  if (device === UNDECIDABLE) return 6;
  throw new RangeError(`no device has the number ${device}`);
}

/** The opaque identifier of a person, distinct for each below 2^31. */
export function personId(person: number): string {
  return `demo:${((Math.imul(person + 1, SCRAMBLE) >>> 0) % 2 ** 31).toString(36)}`;
}
