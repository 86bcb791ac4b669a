import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '@syncline/api/stores/sql/sqlite';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/root.ts';
import type { Boundary, Outcome } from './orders-child.ts';

const CHILD = join(ROOT, 'test/dist/faults/orders-child.js');
const EFFECTS = ['reply', 'charge', 'fulfil', 'refund', 'events'] as const;

/** Runs the child on a data folder; the signal that ended it, and what it wrote. */
async function run(folder: string, posted: string, boundary: Boundary | null) {
  const child = spawn(process.execPath, [CHILD, folder, JSON.stringify(boundary), posted]);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { code, signal, output, errors };
}

/** The charges and refunds that the gateway made, by what it kept itself. */
async function ledger(folder: string) {
  const store = await openSqlite(join(folder, 'control.sqlite'));
  try {
    return await store.db
      .selectFrom('simulated_charges')
      .select([
        'kind',
        (row) => row.fn.countAll<number>().as('calls'),
        (row) => row.fn.sum<number>('amount_minor').as('minor'),
      ])
      .groupBy('kind')
      .orderBy('kind')
      .execute();
  } finally {
    await store.close();
  }
}

/** Kills a process at the boundary, starts it again, and looks at what came of it. */
async function assertSurvived(boundary: Boundary): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'syncline-orders-'));
  const posted = new Date(Date.now() - 5000).toISOString();
  try {
    const { signal } = await run(folder, posted, boundary);
    expect({ boundary, signal }).toEqual({ boundary, signal: 'SIGKILL' });
    const { code, output, errors } = await run(folder, posted, null);
    expect({ code, errors }).toEqual({ code: 0, errors: expect.not.stringContaining('refused') as string });
    const outcome = JSON.parse(output) as Outcome;
    expect({ boundary, ...outcome }).toMatchObject({
      boundary,
      states: { fulfilled: 2, lost: 1, triggered: 0, confirmed: 0, paid: 0 },
      replies: 3,
      charged: 2000,
      refunded: 400,
      // Two orders: triggered, confirmed, paid, fulfilled. One: triggered, confirmed, lost. And a refund.
      purchaseEvents: 4 + 4 + 3 + 1,
    });
    expect(new Set(outcome.shipped).size).toBe(2);
    // The receiver is told at least once, and again only what was not kept when it died: two were under way at most.
    expect(outcome.shipped.length).toBeLessThanOrEqual(boundary.effect === 'fulfil' ? 4 : 2);
    expect(await ledger(folder)).toEqual([
      { kind: 'charge', calls: 2, minor: 2000 },
      { kind: 'refund', calls: 1, minor: 400 },
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('killed at the boundary of an effect, and started again', () => {
  // Most of the time is spent waiting: two at once.
  it.concurrent.each(['before', 'after'] as const)(
    '%s any of them: one charge, one refund, one event a transition',
    async (when) => {
      for (const effect of EFFECTS) await assertSurvived({ effect, when, call: effect === 'refund' ? 1 : 2 });
    },
    400_000,
  );
});
