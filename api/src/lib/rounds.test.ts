import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InTurn } from './in-turn.ts';
import { Rounds } from './rounds.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('rounds', () => {
  it('are made so long after the last one ended, also where it failed', async () => {
    const errors: unknown[] = [];
    const round = vi.fn<() => Promise<void>>().mockResolvedValue();
    round.mockImplementationOnce(() => new Promise((resolve) => setTimeout(resolve, 50)));
    round.mockRejectedValueOnce(new Error('no'));
    const rounds = new Rounds(round, { firstAfterMs: 10, everyMs: 100, onError: (error) => errors.push(error) });
    rounds.start();
    await vi.advanceTimersByTimeAsync(9);
    expect(round).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(1 + 50 + 99);
    expect(round).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(round).toHaveBeenCalledTimes(2);
    expect(errors).toEqual([new Error('no')]);
    await vi.advanceTimersByTimeAsync(100);
    expect(round).toHaveBeenCalledTimes(3);
    await rounds.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(round).toHaveBeenCalledTimes(3);
  });

  it('are closed once the one under way is over, and begin no other', async () => {
    let end: () => void = () => undefined;
    const round = vi.fn<() => Promise<void>>(() => new Promise((resolve) => (end = resolve)));
    const rounds = new Rounds(round, { everyMs: 10, onError: () => undefined });
    rounds.start();
    await vi.advanceTimersByTimeAsync(10);
    let isClosed = false;
    const closing = rounds.close().then(() => (isClosed = true));
    await vi.advanceTimersByTimeAsync(100);
    expect(isClosed).toBe(false);
    end();
    await closing;
    await vi.advanceTimersByTimeAsync(100);
    expect(round).toHaveBeenCalledTimes(1);
  });
});

describe('work in turn', () => {
  it('begins when what came before it is over, however that ended', async () => {
    const told: string[] = [];
    const turns = new InTurn();
    const work = (name: string, ms: number, fails = false) =>
      turns.run(async () => {
        told.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, ms));
        told.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const [first, second] = [work('first', 50, true), work('second', 1)];
    first.catch(() => undefined);
    let isIdle = false;
    const idle = turns.idle().then(() => (isIdle = true));
    await vi.advanceTimersByTimeAsync(50);
    expect([told, isIdle]).toEqual([['first begins', 'first ends', 'second begins'], false]);
    await vi.advanceTimersByTimeAsync(1);
    await idle;
    await expect(first).rejects.toThrow('first');
    expect(await second).toBe('second');
  });
});
