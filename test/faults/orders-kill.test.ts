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
const boundaries: Boundary[] = EFFECTS.flatMap((effect) =>
  (['before', 'after'] as const).map((when) => ({ effect, when, call: effect === 'refund' ? 1 : 2 })),
);

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

describe('killed at the boundary of an effect, and started again', () => {
  it.each(boundaries)(
    '$when $effect: one charge, one refund, one event a transition',
    async (boundary) => {
      const folder = await mkdtemp(join(tmpdir(), 'syncline-orders-'));
      const posted = new Date(Date.now() - 5000).toISOString();
      try {
        expect((await run(folder, posted, boundary)).signal).toBe('SIGKILL');
        const { code, output, errors } = await run(folder, posted, null);
        expect({ code, errors }).toEqual({ code: 0, errors: expect.not.stringContaining('refused') as string });
        const outcome = JSON.parse(output) as Outcome;
        expect(outcome).toMatchObject({
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
    },
    120_000,
  );
});
