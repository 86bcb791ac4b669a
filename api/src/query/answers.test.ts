import { setImmediate as settled } from 'node:timers/promises';
import type { AnswerMeta } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../lib/errors.ts';
import { QueryTooHeavyError } from '../stores/clickhouse/port.ts';
import { NO_CELLS } from './intervals.ts';
import { NO_RATES } from './currencies/port.ts';
import { NO_SPEND } from './spend/port.ts';
import { Answers, type Outcome } from './answers.ts';
import { Lanes } from './lanes.ts';
import { CallerGoneError } from './shared-work.ts';

const PERIOD: Period = { from: '2026-09-01', to: '2026-09-30' };

interface Request {
  period: Period;
  about: number | string;
  compare?: 'previous_period' | undefined;
}

interface Answer {
  value: number;
  meta: AnswerMeta;
}

/** One computation that was begun; it ends when a test says so, or when it is stopped. */
interface Computation {
  request: Request;
  signal: AbortSignal;
  finish(value: number, more?: Partial<AnswerMeta>): void;
  fail(error: Error): void;
}

function fixture({ keptBytes }: { keptBytes?: number } = {}) {
  const state = { version: 1, backlog: 0, now: 1000 };
  const computations: Computation[] = [];
  const told: [string, Outcome][] = [];
  const versionsOf: (readonly Period[])[] = [];
  const answers = new Answers({
    context: {
      reader: {
        query: async () => {
          throw new Error('nothing is read');
        },
      },
      cells: NO_CELLS,
      spend: NO_SPEND,
      rates: NO_RATES,
      clock: { now: () => state.now },
      timezone: 'UTC',
      currency: 'USD',
      demo: () => false,
      backlogEvents: () => state.backlog,
    },
    lanes: new Lanes(),
    dataVersion: (periods) => {
      versionsOf.push(periods);
      return String(state.version);
    },
    observe: (kind, outcome) => told.push([kind, outcome]),
    ...(keptBytes === undefined ? {} : { keptBytes }),
  });
  const compute = (_: unknown, request: Request, signal: AbortSignal) =>
    new Promise<Answer>((resolve, reject) => {
      computations.push({
        request,
        signal,
        finish: (value, more) => resolve({ value, meta: metaAt(state.now, more) }),
        fail: reject,
      });
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  const ask = (about: number | string, signal?: AbortSignal) =>
    answers.ask('sums', compute, { period: PERIOD, about }, signal);
  const last = () => {
    const computation = computations.at(-1);
    if (!computation) throw new Error('nothing was computed');
    return computation;
  };
  return { answers, compute, ask, state, computations, told, versionsOf, last };
}

function metaAt(now: number, more: Partial<AnswerMeta> = {}): AnswerMeta {
  return {
    exact: true,
    as_of: new Date(now).toISOString(),
    timezone: 'UTC',
    currency: 'USD',
    period: PERIOD,
    comparison_period: null,
    open_days: [],
    tier: 'raw',
    cached: false,
    elapsed_ms: 0,
    warnings: [],
    ...more,
  };
}

describe('a question in flight', () => {
  it('is computed once for all who ask it meanwhile, however its parts are ordered', async () => {
    const { answers, compute, computations, told, last } = fixture();
    const one = answers.ask('sums', compute, { period: PERIOD, about: 1 });
    const other = answers.ask('sums', compute, { about: 1, period: { to: PERIOD.to, from: PERIOD.from } });
    await settled();
    expect(computations).toHaveLength(1);
    last().finish(7);
    expect([(await one).value, (await other).value]).toEqual([7, 7]);
    expect(told).toEqual([
      ['sums', 'computed'],
      ['sums', 'joined'],
    ]);
  });

  it('is another question when anything of it differs, or its kind', async () => {
    const { answers, compute, computations, ask } = fixture();
    const pending = [
      ask(1),
      ask(2),
      ask('1'),
      answers.ask('other', compute, { period: PERIOD, about: 1 }),
      answers.ask('sums', compute, { period: { ...PERIOD, to: '2026-09-29' }, about: 1 }),
      answers.ask('sums', compute, { period: PERIOD, about: 1, compare: 'previous_period' }),
    ];
    await settled();
    expect(computations).toHaveLength(pending.length);
    for (const computation of computations) computation.finish(0);
    await Promise.all(pending);
  });

  it('goes on when one of those who wait leaves, and is stopped when the last one does', async () => {
    const { ask, last, told } = fixture();
    const [first, second] = [new AbortController(), new AbortController()];
    const left = ask(1, first.signal);
    const stayed = ask(1, second.signal);
    await settled();
    first.abort(new Error('tab closed'));
    await expect(left).rejects.toThrow(CallerGoneError);
    expect(last().signal.aborted).toBe(false);
    second.abort();
    await expect(stayed).rejects.toThrow(CallerGoneError);
    expect(last().signal.aborted).toBe(true);
    expect(told.map(([, outcome]) => outcome)).toEqual(['cancelled', 'cancelled']);
  });

  it('is begun anew by who asks after the last one left', async () => {
    const { ask, computations, last } = fixture();
    const leaving = new AbortController();
    const left = ask(1, leaving.signal);
    await settled();
    leaving.abort();
    const next = ask(1);
    await expect(left).rejects.toThrow(CallerGoneError);
    await settled();
    expect(computations).toHaveLength(2);
    last().finish(3);
    expect((await next).value).toBe(3);
  });

  it('is not begun for who is gone already', async () => {
    const { ask, computations } = fixture();
    await expect(ask(1, AbortSignal.abort())).rejects.toThrow(CallerGoneError);
    await settled();
    expect(computations).toHaveLength(0);
  });
});

describe('an answer', () => {
  it('is kept no longer than until it changes by the clock alone', async () => {
    const { answers, compute, state, computations, last } = fixture();
    const traits = { changesAt: ({ value }: Answer) => (value === 0 ? null : new Date(value).toISOString()) };
    const ask = () => answers.ask('sums', compute, { period: PERIOD, about: 1 }, undefined, traits);
    const first = ask();
    await settled();
    last().finish(5000);
    expect((await first).meta.cached).toBe(false);
    state.now = 5000;
    expect((await ask()).meta.cached).toBe(true);
    state.now = 5001;
    const second = ask();
    await settled();
    last().finish(0);
    expect((await second).value).toBe(0);
    state.now = 9e9;
    expect((await ask()).meta.cached).toBe(true);
    expect(computations).toHaveLength(2);
  });

  it('is kept until the data changes, and says so; as_of stays, time and backlog are the request’s own', async () => {
    const { ask, state, last, computations, told } = fixture();
    state.backlog = 5;
    const first = ask(1);
    await settled();
    last().finish(7, { warnings: [{ code: 'no_data', message: 'none' }], elapsed_ms: 900 });
    const computed = await first;
    expect(computed.meta).toMatchObject({ cached: false, warnings: [{ code: 'no_data' }, { code: 'backlog' }] });
    state.now = 99_000;
    state.backlog = 0;
    const kept = await ask(1);
    expect(kept).toMatchObject({ value: 7, meta: { cached: true, as_of: computed.meta.as_of } });
    expect(kept.meta.warnings.map(({ code }) => code)).toEqual(['no_data']);
    expect(kept.meta.elapsed_ms).toBeLessThan(900);
    state.backlog = 2;
    expect((await ask(1)).meta.warnings.at(-1)?.message).toContain('2 acknowledged events');
    state.version = 2;
    const fresh = ask(1);
    await settled();
    expect(computations).toHaveLength(2);
    last().finish(8);
    expect(await fresh).toMatchObject({ value: 8, meta: { cached: false, as_of: new Date(99_000).toISOString() } });
    expect(told.map(([, outcome]) => outcome)).toEqual(['computed', 'cached', 'cached', 'computed']);
  });

  it('is not kept when the data changed while it was computed', async () => {
    const { ask, state, last, computations } = fixture();
    const early = ask(1);
    await settled();
    state.version = 2;
    const late = ask(1);
    await settled();
    expect(computations).toHaveLength(2);
    computations[1]?.finish(2);
    expect((await late).value).toBe(2);
    computations[0]?.finish(1);
    expect((await early).value).toBe(1);
    expect(await ask(1)).toMatchObject({ value: 2, meta: { cached: true } });
    expect(last()).toBe(computations[1]);
  });

  it.each<[Error, Outcome]>([
    [new Error('the engine broke'), 'failed'],
    [new QueryTooHeavyError('too long', { hint: 'less' }), 'refused'],
    [new ApiError('too_many_requests', 'too many'), 'refused'],
  ])('is not kept when there is none: %s, told to all who wait', async (reason, outcome) => {
    const { ask, last, told, computations } = fixture();
    const pending = Promise.allSettled([ask(1), ask(1), ask(1)]);
    await settled();
    last().fail(reason);
    expect(await pending).toEqual([1, 2, 3].map(() => ({ status: 'rejected', reason })));
    expect(told.map(([, each]) => each)).toEqual([outcome, outcome, outcome]);
    const next = ask(1);
    await settled();
    expect(computations).toHaveLength(2);
    last().finish(1);
    await next;
  });

  it('is forgotten, the longest unused first, when there is no room', async () => {
    const { ask, computations } = fixture({ keptBytes: 10_000 });
    const isKept = async (about: string) => {
      const before = computations.length;
      const answer = ask(about);
      await settled();
      computations[before]?.finish(0);
      return (await answer).meta.cached;
    };
    const large = (name: string) => name + 'x'.repeat(3000);
    expect(await isKept(large('a'))).toBe(false);
    expect(await isKept(large('b'))).toBe(false);
    expect(await isKept(large('a'))).toBe(true);
    expect(await isKept(large('c'))).toBe(false);
    expect(await isKept(large('a'))).toBe(true);
    expect(await isKept(large('b'))).toBe(false);
    expect(await isKept('x'.repeat(20_000))).toBe(false);
    expect(await isKept('x'.repeat(20_000))).toBe(false);
  });

  it('has the version of all the days it is about', async () => {
    const { answers, compute, versionsOf, last } = fixture();
    const answer = answers.ask('sums', compute, { period: PERIOD, about: 1, compare: 'previous_period' });
    await settled();
    last().finish(1);
    await answer;
    expect(versionsOf[0]).toEqual([PERIOD, { from: '2026-08-02', to: '2026-08-31' }]);
  });

  it('has the version of the days it hangs on, where these are more', async () => {
    const { answers, compute, versionsOf, last } = fixture();
    const hangsOn = ({ to }: Period) => ({ from: '2006-03-21', to });
    const answer = answers.ask('sums', compute, { period: PERIOD, about: 1 }, undefined, { hangsOn });
    await settled();
    last().finish(1);
    await answer;
    expect(versionsOf).toEqual([[{ from: '2006-03-21', to: PERIOD.to }], [{ from: '2006-03-21', to: PERIOD.to }]]);
  });
});

type Step = { do: 'ask'; about: number } | { do: 'leave' | 'finish' | 'fail'; which: number } | { do: 'move' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const), about: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('finish' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const) }) },
);

interface Asker {
  controller: AbortController;
  /** What it was told, and what it should have been. */
  told: string;
  expected: string;
}

interface Running {
  about: number;
  version: number;
  askers: Set<Asker>;
  computation: Computation;
}

describe('any interleaving of asking, leaving, finishing, failing and changing data', () => {
  it('answers as a cache over a list of running computations does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { ask, state, computations } = fixture();
        const askers: Asker[] = [];
        const running: Running[] = [];
        const kept = new Map<number, { version: number; value: number }>();
        const stopped = new Set<Computation>();
        let begun = 0;
        const pick = <Item>(items: readonly Item[], which: number) => items[which % items.length];
        const end = (ended: Running, outcome: string) => {
          running.splice(running.indexOf(ended), 1);
          for (const asker of ended.askers) asker.expected = outcome;
        };
        for (const [value, each] of steps.entries()) {
          if (each.do === 'move') state.version += 1;
          if (each.do === 'ask') {
            const asker: Asker = { controller: new AbortController(), told: 'waits', expected: 'waits' };
            askers.push(asker);
            ask(each.about, asker.controller.signal).then(
              (answer) => (asker.told = `${answer.meta.cached ? 'kept' : 'new'} ${answer.value}`),
              (error: unknown) => (asker.told = error instanceof CallerGoneError ? 'gone' : String(error)),
            );
            await settled();
            const known = kept.get(each.about);
            const joined = running.find(({ about, version }) => about === each.about && version === state.version);
            if (known?.version === state.version) asker.expected = `kept ${known.value}`;
            else if (joined) joined.askers.add(asker);
            else {
              begun += 1;
              const computation = computations.at(-1);
              if (!computation) throw new Error('nothing was computed');
              running.push({ about: each.about, version: state.version, askers: new Set([asker]), computation });
            }
          }
          if (each.do === 'leave') {
            const asker = pick(
              askers.filter(({ expected }) => expected === 'waits'),
              each.which,
            );
            if (!asker) continue;
            asker.controller.abort();
            asker.expected = 'gone';
            const left = running.find((one) => one.askers.delete(asker));
            if (left?.askers.size === 0) {
              stopped.add(left.computation);
              running.splice(running.indexOf(left), 1);
            }
          }
          if (each.do === 'finish' || each.do === 'fail') {
            const ended = pick(running, each.which);
            if (!ended) continue;
            if (each.do === 'fail') ended.computation.fail(new Error(`failed ${value}`));
            else ended.computation.finish(value);
            if (each.do === 'finish' && ended.version === state.version) {
              kept.set(ended.about, { version: state.version, value });
            }
            end(ended, each.do === 'fail' ? `Error: failed ${value}` : `new ${value}`);
          }
          await settled();
          expect(askers.map(({ told }) => told)).toEqual(askers.map(({ expected }) => expected));
          expect(computations).toHaveLength(begun);
          expect(running.filter(({ computation }) => computation.signal.aborted)).toEqual([]);
          expect([...stopped].filter(({ signal }) => !signal.aborted)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
