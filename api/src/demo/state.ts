import { daySchema } from '@syncline/shared/fields';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { dayIn } from '../lib/zone.ts';
import type { DemoPlan } from './play.ts';

const SEED = 20_130_211;
/** People it takes for about two million events. */
const FULL_POPULATION = 240_000;

/** Changes whenever the same plan would give other events; a half-loaded world of another version is made anew. */
export const DEMO_VERSION = 1;

/** What is remembered of the demo world across restarts. */
const demoStateSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('loading'),
    version: z.int(),
    seed: z.int(),
    today: daySchema,
    as_of: z.int(),
    people: z.int(),
    /** Days, counted from the newest, whose events are durable. */
    days_done: z.int(),
  }),
  z.object({ state: z.literal('loaded'), events: z.int() }),
  z.object({ state: z.literal('removing') }),
  z.object({ state: z.literal('removed') }),
]);

export type DemoState = z.infer<typeof demoStateSchema>;
export type LoadingState = Extract<DemoState, { state: 'loading' }>;

/** The state at the beginning of a load, up to this moment; `people` is the size of the population. */
export function newLoad({
  clock,
  timezone,
  people = FULL_POPULATION,
}: {
  clock: Clock;
  timezone: string;
  people?: number;
}): LoadingState {
  const now = clock.now();
  const today = dayIn(timezone, now);
  return { state: 'loading', version: DEMO_VERSION, seed: SEED, today, as_of: now, people, days_done: 0 };
}

/** What fixes the world that the state loads. */
export function planOf(
  { seed, today, as_of: asOf, people }: LoadingState,
  { timezone, currency }: { timezone: string; currency: string },
): DemoPlan {
  return { seed, today, timezone, currency, asOf, people };
}

/** A place in the control plane that keeps one text; null when nothing was ever kept. */
export interface DemoMemory {
  read(): Promise<string | null>;
  /** Resolves once it is durable. */
  write(text: string): Promise<void>;
}

/** The remembered state; null in a store that never had a demo world. Throws an Error when it cannot be read. */
export async function recallState(memory: DemoMemory): Promise<DemoState | null> {
  const text = await memory.read();
  return text === null ? null : demoStateSchema.parse(JSON.parse(text));
}

export async function rememberState(memory: DemoMemory, state: DemoState): Promise<void> {
  await memory.write(JSON.stringify(state));
}
