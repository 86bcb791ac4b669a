import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { AnalyticsReader } from '../stores/clickhouse/port.ts';
import { Lanes } from './lanes.ts';

const LIMITS = { quickStatements: 2, quickMs: 100, heavyQuestions: 1, heavyWaiting: 2 };
const ROW = z.unknown();
const EMPTY = { quickStatements: 0, quickWaiting: 0, heavyQuestions: 0, heavyWaiting: 0 };

/** An engine whose statements take as long as they say, in milliseconds, and stop when they are aborted. */
function engine() {
  const begun: string[] = [];
  const running = new Set<string>();
  let most = 0;
  const reader: AnalyticsReader = {
    query: (sql, _parameters, _row, options) =>
      new Promise((resolve, reject) => {
        const [name = '', milliseconds] = sql.split(' takes ');
        options?.signal?.throwIfAborted();
        begun.push(name);
        running.add(name);
        most = Math.max(most, running.size);
        const end = (how: () => void) => () => {
          running.delete(name);
          clearTimeout(timer);
          how();
        };
        const timer = setTimeout(
          end(() => resolve([])),
          Number(milliseconds),
        );
        options?.signal?.addEventListener(
          'abort',
          end(() => reject(options.signal?.reason as Error)),
        );
      }),
  };
  return { reader, begun, running, most: () => most };
}

function fixture(limits: Partial<typeof LIMITS> = {}) {
  const lanes = new Lanes({ ...LIMITS, ...limits });
  const { reader, ...seen } = engine();
  /** Asks a question of one statement and notes what becomes of it. */
  const ask = (name: string, milliseconds: number, caller = new AbortController()) => {
    const asked = { outcome: 'waits', leave: () => caller.abort(new Error('left')) };
    lanes
      .run(name, { reader, signal: caller.signal }, async (own, signal) => {
        await own.query(`${name} takes ${milliseconds}`, {}, ROW, { signal });
        return 'answered';
      })
      .then(
        (result) => (asked.outcome = result),
        (error: unknown) => (asked.outcome = String(error)),
      );
    return asked;
  };
  return { lanes, reader, ...seen, ask };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the quick lane', () => {
  it('runs so many statements at once, the others in the order they came', async () => {
    const { ask, begun, running, lanes } = fixture();
    for (const name of ['a', 'b', 'c', 'd']) ask(name, 50);
    await pass(1);
    expect([...running]).toEqual(['a', 'b']);
    expect(lanes.status).toMatchObject({ quickStatements: 2, quickWaiting: 2 });
    await pass(50);
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    await pass(50);
    expect(lanes.status).toEqual(EMPTY);
  });

  it('forgets who leaves while waiting', async () => {
    const { ask, begun } = fixture();
    ask('a', 50);
    ask('b', 50);
    const waiting = ask('c', 50);
    const next = ask('d', 50);
    await pass(1);
    waiting.leave();
    await pass(60);
    expect(waiting.outcome).toBe('Error: left');
    expect(begun).toEqual(['a', 'b', 'd']);
    await pass(50);
    expect(next.outcome).toBe('answered');
  });

  it('has all its room again when those in it and those before it leave at once', async () => {
    const { ask, lanes } = fixture();
    const tab = new AbortController();
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask(name, 50, tab);
    const other = ask('other', 50);
    await pass(1);
    tab.abort(new Error('closed'));
    await pass(1);
    expect(lanes.status).toEqual({ ...EMPTY, quickStatements: 1 });
    await pass(60);
    expect(other.outcome).toBe('answered');
    expect(lanes.status).toEqual(EMPTY);
  });
});

describe('a question that is slow', () => {
  it('goes on undisturbed in a heavy place, and its room is another’s', async () => {
    const { ask, begun, lanes } = fixture({ quickStatements: 1 });
    const slow = ask('slow', 1000);
    const quick = ask('quick', 50);
    await pass(99);
    expect(begun).toEqual(['slow']);
    await pass(60);
    expect(quick.outcome).toBe('answered');
    expect(lanes.status).toEqual({ ...EMPTY, heavyQuestions: 1 });
    await pass(1000);
    expect(slow.outcome).toBe('answered');
    expect(begun).toEqual(['slow', 'quick']);
    expect(lanes.status).toEqual(EMPTY);
  });

  it('stays in the quick lane when no heavy place is free and nobody needs its room', async () => {
    const { ask, begun, lanes } = fixture();
    const both = [ask('one', 500), ask('other', 500)];
    await pass(300);
    expect(lanes.status).toEqual({ quickStatements: 1, quickWaiting: 0, heavyQuestions: 1, heavyWaiting: 1 });
    await pass(300);
    expect(both.map(({ outcome }) => outcome)).toEqual(['answered', 'answered']);
    expect(begun).toEqual(['one', 'other']);
  });

  it('makes room for quick ones, and is begun again when a heavy place is free', async () => {
    const { ask, begun, running } = fixture();
    const slow = ['one', 'two', 'three'].map((name) => ask(name, 1000));
    await pass(300);
    expect([...running]).toEqual(['one', 'two', 'three']);
    const quick = ask('quick', 50);
    await pass(1);
    expect([...running]).toEqual(['one', 'three', 'quick']);
    await pass(60);
    expect(quick.outcome).toBe('answered');
    await pass(3000);
    expect(slow.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
    expect(begun).toEqual(['one', 'two', 'three', 'quick', 'two']);
  });

  it('waits for a heavy place at once the next time, until it was quick', async () => {
    const { ask, begun, running } = fixture();
    ask('report', 500);
    await pass(600);
    ask('heavy', 1000);
    await pass(200);
    const report = ask('report', 50);
    const quick = ask('quick', 50);
    await pass(100);
    expect([quick.outcome, report.outcome]).toEqual(['answered', 'waits']);
    expect(begun).toEqual(['report', 'heavy', 'quick']);
    await pass(900);
    expect(report.outcome).toBe('answered');
    ask('heavy', 1000);
    await pass(1);
    ask('report', 50);
    await pass(1);
    expect([...running]).toEqual(['heavy', 'report']);
  });

  it('is refused when too many wait for a heavy place', async () => {
    const { ask, lanes } = fixture({ quickStatements: 10 });
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) ask(name, 500);
    await pass(1000);
    const again = names.map((name) => ask(name, 500));
    await pass(1);
    expect(lanes.status).toMatchObject({ heavyQuestions: 1, heavyWaiting: 2 });
    expect(again[3]?.outcome).toContain('1 heavy questions are being answered and 2 wait');
    again[1]?.leave();
    await pass(1);
    const instead = ask('d', 500);
    await pass(3000);
    expect([...again, instead].map(({ outcome }) => outcome.slice(0, 8))).toEqual([
      'answered',
      'Error: l',
      'answered',
      'ApiError',
      'answered',
    ]);
  });

  it('is one question with all its statements', async () => {
    const { lanes, reader, ask, running } = fixture({ quickStatements: 3 });
    const caller = new AbortController();
    const whole = lanes.run('whole', { reader, signal: caller.signal }, (own, signal) =>
      Promise.all(
        ['w1 takes 900', 'w2 takes 900', 'w3 takes 900', 'w4 takes 900'].map((sql) =>
          own.query(sql, {}, ROW, { signal }),
        ),
      ),
    );
    await pass(50);
    expect([...running]).toEqual(['w1', 'w2', 'w3']);
    await pass(100);
    expect([...running]).toEqual(['w1', 'w2', 'w3', 'w4']);
    expect(lanes.status).toEqual({ ...EMPTY, heavyQuestions: 1 });
    const quick = ask('quick', 10);
    await pass(20);
    expect(quick.outcome).toBe('answered');
    await pass(1000);
    expect(await whole).toHaveLength(4);
  });

  it('leaves nothing behind when it fails', async () => {
    const { lanes, reader } = fixture();
    const broken: AnalyticsReader = { query: () => Promise.reject(new Error('broken')) };
    const { signal } = new AbortController();
    const failed = lanes.run('a', { reader: broken, signal }, (own) => own.query('a', {}, ROW));
    await expect(failed).rejects.toThrow('broken');
    const half = lanes.run('b', { reader, signal }, async (own, signal) => {
      const left = own.query('b takes 10000', {}, ROW, { signal }).catch(() => 'stopped');
      await Promise.reject(new Error(`gave up on ${typeof left}`));
    });
    await expect(half).rejects.toThrow('gave up');
    await pass(1);
    expect(lanes.status).toEqual(EMPTY);
  });
});

const arrivals = fc.array(
  fc.record({
    at: fc.nat(1500),
    name: fc.nat(5),
    statements: fc.array(fc.oneof(fc.nat(90), fc.nat(90), fc.nat(800)), { minLength: 1, maxLength: 3 }),
    leavesAfter: fc.option(fc.nat(600)),
  }),
  { maxLength: 25 },
);

describe('any arrivals', () => {
  it('keep to the limits, are all told an outcome, and leave the lanes empty', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (questions) => {
        const { lanes, reader, most } = fixture({ heavyWaiting: 100 });
        const outcomes: string[] = [];
        const begun = questions.map(() => 0);
        for (const [index, { at, name, statements, leavesAfter }] of questions.entries()) {
          const caller = new AbortController();
          setTimeout(() => {
            if (leavesAfter !== null) setTimeout(() => caller.abort(new Error('left')), leavesAfter);
            lanes
              .run(String(name), { reader, signal: caller.signal }, async (own, signal) => {
                begun[index] = (begun[index] ?? 0) + 1;
                const { quickStatements, heavyQuestions } = lanes.status;
                expect(quickStatements).toBeLessThanOrEqual(LIMITS.quickStatements);
                expect(heavyQuestions).toBeLessThanOrEqual(LIMITS.heavyQuestions);
                await Promise.all(
                  statements.map((milliseconds, which) =>
                    own.query(`${index}.${which} takes ${milliseconds}`, {}, ROW, { signal }),
                  ),
                );
              })
              .then(
                () => outcomes.push('answered'),
                (error: unknown) => outcomes.push(String(error)),
              );
          }, at);
        }
        await pass(60_000);
        expect(outcomes).toHaveLength(questions.length);
        const leaving = questions.filter(({ leavesAfter }) => leavesAfter !== null).length;
        expect(outcomes.filter((outcome) => outcome === 'Error: left').length).toBeLessThanOrEqual(leaving);
        expect(new Set(outcomes)).toSatisfy((all: Set<string>) =>
          [...all].every((outcome) => outcome === 'answered' || outcome === 'Error: left'),
        );
        expect(Math.max(0, ...begun)).toBeLessThanOrEqual(2);
        expect(most()).toBeLessThanOrEqual(LIMITS.quickStatements + 3 * LIMITS.heavyQuestions);
        expect(lanes.status).toEqual(EMPTY);
      }),
      { numRuns: 200 },
    );
  });
});
