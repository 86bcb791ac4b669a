import { answerDevicePaths } from '@syncline/api/query/analysis/device-paths';
import { answerDevices } from '@syncline/api/query/analysis/devices';
import { answerIntensity } from '@syncline/api/query/analysis/intensity';
import { answerQuery } from '@syncline/api/query/run';
import type { EventRow } from '@syncline/api/stores/clickhouse/events-table';
import {
  type DevicePathsAnswer,
  devicePathsAnswerSchema,
  devicePathsRequestSchema,
  devicesAnswerSchema,
  devicesRequestSchema,
  type IntensityAnswer,
  type IntensityRequest,
  intensityAnswerSchema,
  intensityRequestSchema,
  PARTED_METRICS,
  SEEN_WITHIN_DAYS,
} from '@syncline/shared/devices';
import { DEVICES } from '@syncline/shared/events';
import { querySchema } from '@syncline/shared/query';
import { addDays, periodLength } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { filters, periods, thresholds } from './query/arbitraries.ts';
import { activePeople, expectedParts, expectedPaths, intensityFigures } from './query/device-oracle.ts';
import { Oracle, type Stored } from './query/oracle.ts';
import { contextOf, type GeneratedStore, startGeneratedStore, storedEvents } from './query/store.ts';
import { TOUCH_CAMPAIGNS, TOUCH_DAYS, touchEvents, touchWorlds } from './query/touch-world.ts';
import { FIRST_DAY, insertWorld, makeWorld } from './query/world.ts';

const scopes = { period: periods, filters, primary_device_threshold: thresholds };
const whole = { period: { from: FIRST_DAY, to: '2025-12-08' } };

describe('people by the devices they used', () => {
  let store: GeneratedStore;
  beforeAll(async () => {
    store = await startGeneratedStore();
  });
  afterAll(() => store.engine.stop());

  it('are the parts that a second implementation finds, and add up to every metric of the question', async () => {
    const requests = fc.record(scopes).map((scope) => devicesRequestSchema.parse(scope));
    const seen = { both: 0, other: 0, unknown: 0 };
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const [answer, { totals }] = await Promise.all([
          answerDevices(store.context, request),
          answerQuery(store.context, querySchema.parse({ ...request, metrics: [...PARTED_METRICS] })),
        ]);
        const { metrics } = devicesAnswerSchema.parse(answer);
        const parts = metrics.map(({ metric, parts }) => {
          return [metric, Object.fromEntries(parts.map(({ part, people }) => [part, people]))];
        });
        expect(Object.fromEntries(parts)).toEqual(expectedParts(store.oracle, request));
        for (const { metric, total, parts } of metrics) {
          expect([metric, total]).toEqual([metric, totals.metrics[metric]]);
          expect(sum(parts.map(({ people }) => people))).toBe(total);
          expect(parts.every(({ people, share }) => share.numerator === people && share.base === total)).toBe(true);
          for (const { part, people } of parts) if (part in seen) seen[part as keyof typeof seen] += people;
        }
      }),
      { numRuns: 150, seed: 61, endOnFailure: false },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  });

  it('are told with their rule, from the log, and of nobody say so', async () => {
    const { meta } = await answerDevices(store.context, devicesRequestSchema.parse(whole));
    expect(meta).toMatchObject({ exact: true, tier: 'raw' });
    expect(meta.method).toContain('Both: on mobile and on desktop');
    const never = devicesRequestSchema.parse({ period: { from: '2020-01-01', to: '2020-01-02' } });
    const nobody = await answerDevices(store.context, never);
    expect(nobody.metrics.every(({ total, parts }) => total === 0 && parts.length === 5)).toBe(true);
    expect(nobody.meta.warnings).toMatchObject([{ code: 'no_data' }]);
    const insisting = { ...never, tier: 'intervals' as const };
    await expect(answerDevices(store.context, insisting)).rejects.toMatchObject({ code: 'forbidden_combination' });
  });

  it('bought on the paths that a second implementation walks, and these add up to purchases and buyers', async () => {
    const requests = fc
      .record({ ...scopes, view_days: fc.constantFrom(...SEEN_WITHIN_DAYS) })
      .map((request) => devicePathsRequestSchema.parse(request));
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const [answer, { totals }] = await Promise.all([
          answerDevicePaths(store.context, request),
          answerQuery(store.context, querySchema.parse({ ...scopeOf(request), metrics: ['purchases', 'buyers'] })),
        ]);
        expectPaths(answer, expectedPaths(store.oracle, request));
        expect(answer.totals).toEqual(totals.metrics);
      }),
      { numRuns: 120, seed: 62, endOnFailure: false },
    );
  });
});

describe('paths of devices at the edges of the window', () => {
  let engine: TestEngine;
  let oracle: Oracle;
  beforeAll(async () => {
    engine = await startTestEngine();
    const rows = fc.sample(touchWorlds, { numRuns: 150, seed: 63 }).flatMap(touchEvents);
    await insertWorld(engine.store.writer, rows);
    oracle = new Oracle(await storedEvents(engine));
  });
  afterAll(() => engine.stop());

  it('impressions at the instant of the payment, a window before it, several at once; orders paid by two', async () => {
    const days = fc.tuple(fc.nat(112), fc.nat(112)).map(([a, b]) => ({
      from: addDays(TOUCH_DAYS.from, Math.min(a, b)),
      to: addDays(TOUCH_DAYS.from, Math.max(a, b)),
    }));
    const requests = fc
      .record({
        period: fc.oneof(fc.constant(TOUCH_DAYS), days),
        campaigns: fc.option(fc.subarray(['', ...TOUCH_CAMPAIGNS], { minLength: 1 }), { nil: undefined, freq: 2 }),
        devices: fc.option(fc.subarray([...DEVICES], { minLength: 1 }), { nil: undefined, freq: 2 }),
        view_days: fc.constantFrom(...SEEN_WITHIN_DAYS),
      })
      .map(({ campaigns, devices, ...rest }) => {
        const filters = [
          ...(campaigns ? [{ dimension: 'campaign', op: 'is', values: campaigns }] : []),
          ...(devices ? [{ dimension: 'device', op: 'is', values: devices }] : []),
        ];
        return devicePathsRequestSchema.parse({ ...rest, filters });
      });
    let [crossed, unseen] = [0, 0];
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = await answerDevicePaths(contextOf(engine), request);
        expectPaths(answer, expectedPaths(oracle, request));
        crossed += answer.crossed.purchases.numerator;
        unseen += answer.paths.find(({ seen, bought }) => seen === 'not_seen' && bought === 'mobile')?.purchases ?? 0;
      }),
      { numRuns: 80, seed: 64, endOnFailure: false },
    );
    expect(Math.min(crossed, unseen)).toBeGreaterThan(50);
  });
});

describe('how much people do, by primary device', () => {
  let engine: TestEngine;
  let events: Stored[];
  let oracle: Oracle;
  beforeAll(async () => {
    engine = await startTestEngine();
    const worlds = [0, 1, 2].flatMap((copy): EventRow[] =>
      makeWorld(20_251_102 + copy).map((event) => ({ ...event, uid: event.uid + copy * 1000 })),
    );
    await insertWorld(engine.store.writer, worlds);
    events = await storedEvents(engine);
    oracle = new Oracle(events);
  });
  afterAll(() => engine.stop());

  const requests = fc
    .record({
      ...scopes,
      period: fc.oneof(periods, fc.constant(whole.period)),
      minimum_actions: fc.constantFrom(1, 1, 5, 20),
      minimum_people: fc.constantFrom(10, 10, 25, 50),
    })
    .map((request) => intensityRequestSchema.parse(request));

  it('is what a second implementation counts, or held back for a small count', async () => {
    const seen = { shown: 0, heldBack: 0, joined: 0 };
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = intensityAnswerSchema.parse(await answerIntensity(contextOf(engine), request));
        const people = activePeople(oracle, events, request);
        const least = request.minimum_people;
        expect(answer.all).toEqual(people.length > 0 && people.length < least ? null : intensityFigures(people));
        for (const { group, suppressed, intensity, days } of answer.groups) {
          const own = people.filter((person) => person.group === group);
          expect(intensity).toEqual(suppressed ? null : intensityFigures(own));
          for (const { from, to, share } of days ?? []) {
            const counted = own.filter(({ days }) => days >= from && days <= to).length;
            expect(share).toMatchObject({ numerator: counted, base: own.length });
          }
          if (days && days.length > 1 && (days.at(-1)?.from ?? 0) < 15) seen.joined += 1;
          expect(suppressed && !people.some((person) => groupSize(people, person.group) < least)).toBe(false);
          if (suppressed) seen.heldBack += 1;
          else if (own.length > 0) seen.shown += 1;
        }
        expectClasses(answer, request);
      }),
      { numRuns: 150, seed: 65, endOnFailure: false },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(30);
  });

  it('never shows a count under the least, nor leaves one to be had by subtraction', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const { groups, all } = await answerIntensity(contextOf(engine), request);
        const told = groups.flatMap(({ intensity }) => (intensity && intensity.people > 0 ? intensity : []));
        const classes = groups.flatMap(({ days }) => days ?? []).map(({ share }) => share.numerator);
        for (const count of [...told.map(({ people }) => people), ...classes]) {
          expect(count).toBeGreaterThanOrEqual(request.minimum_people);
        }
        const rest = (all?.people ?? 0) - sum(told.map(({ people }) => people));
        expect(all === null || rest === 0 || rest >= request.minimum_people).toBe(true);
        expect(rest > 0 && groups.filter(({ suppressed }) => suppressed).length < 2 && told.length > 0).toBe(false);
      }),
      { numRuns: 60, seed: 66, endOnFailure: false },
    );
  });

  it('adds up to the active people and actions of the question', async () => {
    await fc.assert(
      fc.asyncProperty(periods, filters, thresholds, async (period, filters, primary_device_threshold) => {
        const scope = { period, filters, primary_device_threshold };
        const metrics = ['active_users', 'actions'] as const;
        const [{ groups, all }, { rows, totals }] = await Promise.all([
          answerIntensity(contextOf(engine), intensityRequestSchema.parse({ ...scope, minimum_people: 10 })),
          answerQuery(
            contextOf(engine),
            querySchema.parse({ ...scope, metrics: [...metrics], dimensions: ['primary_device'] }),
          ),
        ]);
        const everybody = all ? { active_users: all.people, actions: all.actions } : totals.metrics;
        expect(everybody).toEqual(totals.metrics);
        expect(all === null && (totals.metrics.active_users ?? 0) >= 10).toBe(false);
        for (const { group, intensity } of groups) {
          if (!intensity) continue;
          const row = rows.find(({ dimensions }) => dimensions.primary_device === group);
          const { active_users = 0, actions = 0 } = row?.metrics ?? {};
          expect([group, intensity.people, intensity.actions]).toEqual([group, active_users, actions]);
        }
      }),
      { numRuns: 60, seed: 67, endOnFailure: false },
    );
  });

  it('says the rule and what is held back', async () => {
    const request = intensityRequestSchema.parse({ ...whole, primary_device_threshold: 0.75, minimum_actions: 5 });
    const { rule, meta, groups } = await answerIntensity(contextOf(engine), request);
    expect(rule).toEqual({ primary_device_threshold: 0.75, minimum_actions: 5, minimum_people: 50 });
    expect(meta).toMatchObject({ exact: true, tier: 'raw' });
    expect(meta.method).toContain('75\u202f%');
    expect(meta.warnings.some(({ code }) => code === 'suppressed')).toBe(groups.some(({ suppressed }) => suppressed));
  });
});

function scopeOf({
  period,
  filters,
  primary_device_threshold,
  tier,
}: IntensityRequest | Parameters<typeof answerDevicePaths>[1]) {
  return { period, filters, primary_device_threshold, tier };
}

function expectPaths(answer: DevicePathsAnswer, expected: ReturnType<typeof expectedPaths>): void {
  const { paths, totals, crossed } = devicePathsAnswerSchema.parse(answer);
  for (const unit of ['purchases', 'buyers'] as const) {
    const found = paths.flatMap(({ seen, bought, [unit]: count }) =>
      count > 0 ? [[`${seen} > ${bought}`, count]] : [],
    );
    expect(Object.fromEntries(found)).toEqual(expected[unit]);
    expect(sum(paths.map((path) => path[unit]))).toBe(totals[unit]);
    const known = paths.filter(({ seen, bought }) => !['not_seen', 'unknown'].includes(seen) && bought !== 'unknown');
    const moved = known.filter(({ seen, bought }) => seen !== bought);
    const [numerator, base] = [moved, known].map((some) => sum(some.map((path) => path[unit])));
    expect(crossed[unit]).toMatchObject({ numerator, base });
  }
}

/** Classes follow on one another over the whole period, and hold every person of the group. */
function expectClasses({ groups }: IntensityAnswer, { period }: IntensityRequest): void {
  for (const { intensity, days } of groups) {
    const classes = days ?? [];
    expect(classes.map(({ from }) => from)).toEqual([1, ...classes.map(({ to }) => to + 1)].slice(0, classes.length));
    expect(sum(classes.map(({ share }) => share.numerator))).toBe(intensity?.people ?? 0);
    expect([undefined, periodLength(period)]).toContain(classes.at(-1)?.to);
  }
}

function groupSize(people: readonly { group: string }[], group: string): number {
  return people.filter((person) => person.group === group).length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
