import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { type Supervised, Supervisor } from './supervisor.ts';

const patience = {
  checkEvery: 5,
  unanswered: 3,
  unansweredAtWork: 8,
  firstDelay: 2,
  longestDelay: 16,
  settled: 10_000,
};
const log = pino({ level: 'silent' });

class FakeProcess implements Supervised {
  exited: Promise<string>;
  exit: (why: string) => void = () => undefined;
  answer: () => Promise<string | null> = async () => null;
  work: () => number | null = () => null;
  stops = 0;
  kills = 0;

  constructor() {
    this.exited = new Promise((resolve) => {
      this.exit = resolve;
    });
  }

  check(): Promise<string | null> {
    return this.answer();
  }

  async stop(): Promise<void> {
    this.stops += 1;
    this.exit('stopped');
  }

  kill(): void {
    this.kills += 1;
    this.exit('killed');
  }
}

function fixture(failures: readonly number[] = []) {
  const processes: FakeProcess[] = [];
  const launches: number[] = [];
  const supervisor = new Supervisor({
    log,
    patience,
    launch: async () => {
      launches.push(performance.now());
      if (failures.includes(launches.length)) throw new Error('does not start');
      const process = new FakeProcess();
      processes.push(process);
      return process;
    },
  });
  return { supervisor, processes, launches };
}

describe('Supervisor', () => {
  it('rejects when the first start fails', async () => {
    await expect(fixture([1]).supervisor.start()).rejects.toThrow('does not start');
  });

  it('starts again with growing delays until it works', async () => {
    const { supervisor, processes, launches } = fixture([2, 3, 4, 5]);
    await supervisor.start();
    processes[0]?.exit('crashed');
    await expect.poll(() => supervisor.state, { interval: 1 }).toBe('restarting');
    expect(supervisor.current).toBeNull();
    await expect.poll(() => supervisor.state, { interval: 1 }).toBe('ready');
    expect(supervisor.restarts).toBe(1);
    const pauses = launches.slice(1).map((at, index) => at - (launches[index] ?? 0));
    for (const [index, least] of [4, 8, 16, 16].entries()) {
      expect(pauses[index + 1]).toBeGreaterThanOrEqual(least - 1);
    }
    await supervisor.stop();
    expect(supervisor.state).toBe('stopped');
  });

  it('kills what does not answer three times in a row, and only then', async () => {
    const { supervisor, processes } = fixture();
    await supervisor.start();
    const [first] = processes;
    let checks = 0;
    if (first !== undefined) {
      first.answer = async () => {
        checks += 1;
        if (checks !== 3 && checks <= 6) throw new Error('timeout');
        return null;
      };
    }
    await expect.poll(() => supervisor.restarts, { interval: 1 }).toBe(1);
    expect(checks).toBe(6);
    expect(first?.kills).toBe(1);
    await supervisor.stop();
  });

  it.each([
    { what: 'did nothing meanwhile', work: () => 7, after: 3 },
    { what: 'did nothing for as long as it did not answer', work: (check: number) => Math.min(check, 2), after: 4 },
    { what: 'was at work, only much later', work: (check: number) => check, after: 8 },
    { what: 'gets a little done now and then', work: (check: number) => Math.floor(check / 2), after: 8 },
  ])('kills what does not answer and $what', async ({ work, after }) => {
    const { supervisor, processes } = fixture();
    await supervisor.start();
    const [first] = processes;
    let checks = 0;
    if (first !== undefined) {
      first.answer = async () => {
        checks += 1;
        throw new Error('timeout');
      };
      first.work = () => work(checks);
    }
    await expect.poll(() => supervisor.restarts, { interval: 1 }).toBe(1);
    expect(checks).toBe(after);
    await supervisor.stop();
  });

  it('keeps what answers again after a time of work without an answer', async () => {
    const { supervisor, processes } = fixture();
    await supervisor.start();
    const [first] = processes;
    let checks = 0;
    if (first !== undefined) {
      first.answer = async () => {
        checks += 1;
        if (checks % 8 !== 0) throw new Error('timeout');
        return null;
      };
      first.work = () => checks;
    }
    await expect.poll(() => checks, { interval: 1, timeout: 5000 }).toBeGreaterThan(20);
    expect([supervisor.restarts, first?.kills]).toEqual([0, 0]);
    await supervisor.stop();
  });

  it('kills at once what says that it is unwell', async () => {
    const { supervisor, processes } = fixture();
    await supervisor.start();
    const [first] = processes;
    if (first !== undefined) first.answer = async () => 'stuck';
    await expect.poll(() => supervisor.restarts, { interval: 1 }).toBe(1);
    await supervisor.stop();
  });

  it('runs the listeners in turn before it is ready, again when one fails', async () => {
    const { supervisor, processes } = fixture();
    const calls: string[] = [];
    supervisor.onRestart(async () => {
      calls.push(`a ${supervisor.state} ${supervisor.current === null ? 'without' : 'with'}`);
    });
    supervisor.onRestart(async () => {
      calls.push('b');
      if (calls.length === 2) throw new Error('once');
    });
    await supervisor.start();
    processes[0]?.exit('crashed');
    await expect.poll(() => supervisor.state === 'ready' && supervisor.restarts, { interval: 1 }).toBe(2);
    expect(calls).toEqual(['a restarting with', 'b', 'a restarting with', 'b']);
    expect(processes[1]?.kills).toBe(1);
    await supervisor.stop();
  });

  it('stops the process once and starts no other', async () => {
    const { supervisor, processes, launches } = fixture();
    await supervisor.start();
    await supervisor.stop();
    expect(processes[0]?.stops).toBe(1);
    expect(launches).toHaveLength(1);
    expect(supervisor.current).toBeNull();
  });

  it('stops while it waits to start again', async () => {
    const { supervisor, processes } = fixture(Array.from({ length: 100 }, (_, index) => index + 2));
    await supervisor.start();
    processes[0]?.exit('crashed');
    await expect.poll(() => supervisor.state, { interval: 1 }).toBe('restarting');
    await supervisor.stop();
    expect(supervisor.state).toBe('stopped');
  });
});
