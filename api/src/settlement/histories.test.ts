import { addDays } from '@syncline/shared/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { books, histories as movements, MONTHS } from './generated.ts';
import { type History, settleHistories, settleSingly } from './histories.ts';
import { inOrder, monthOf, type Movement } from './movement.ts';
import { settle } from './settle.ts';

type Totals = Record<string, number>;

/** Everything that can be added up of entries, by month and place. */
function totalsOf(entries: readonly { entry: ReturnType<typeof settle>['entries'][number]; orders: number }[]): Totals {
  const totals: Totals = {};
  for (const { entry, orders } of entries) {
    const { movement, applied, amounts, tax, fees, unallocated, reason } = entry;
    const at = `${monthOf(movement.day)} ${movement.kind} ${movement.brand} ${movement.campaign} ${movement.offer} ${movement.currency}`;
    const add = (key: string, amount: number) => {
      totals[`${at} ${key}`] = (totals[`${at} ${key}`] ?? 0) + amount * orders;
    };
    applied?.parties.forEach(({ party }, index) => {
      add(`${applied.agreement.slug} ${applied.version} ${party}`, amounts[index] ?? 0);
    });
    add('tax', tax);
    add('fees', fees);
    if (reason !== null) add(reason, unallocated);
  }
  return totals;
}

describe('histories', () => {
  it('settled once and multiplied come to what every movement comes to', async () => {
    let regular = 0;
    let shared = 0;
    await fc.assert(
      fc.asyncProperty(books, movements, fc.integer({ min: 1, max: 3 }), async (book, some, copies) => {
        // As many orders that moved alike, at other instants of the same days.
        const all = Array.from({ length: copies }, (_, copy) =>
          some.map((movement) => ({
            ...movement,
            order: `${movement.order}-${copy}`,
            id: `${movement.id}-${copy}`,
            at: movement.at + copy,
          })),
        ).flat();
        const turns = book.flatMap(({ versions, ends_on }) => [
          ...versions.map(({ effective_from }) => effective_from),
          ...(ends_on === null ? [] : [addDays(ends_on, 1)]),
        ]);
        const standFor = (day: string) =>
          [`${monthOf(day)}-01`, ...turns.filter((turn) => turn <= day)].toSorted().at(-1) ?? day;
        const names = [...new Set(all.map(({ order }) => order))];
        const moved = names.map((name) =>
          inOrder(all.filter(({ order }) => order === name)).map(
            (movement): Movement => ({ ...movement, id: '', order: '', at: 0, day: standFor(movement.day) }),
          ),
        );
        const alike = new Map<string, History>();
        for (const movements of moved) {
          const key = JSON.stringify(movements);
          alike.set(key, { movements, orders: (alike.get(key)?.orders ?? 0) + 1 });
        }
        const settled = await settleHistories(book, [...alike.values()], { months: MONTHS, from: '2026-01' });
        if (settled === null) return;
        regular += 1;
        const expected = settle(book, all, MONTHS);
        const found = settled.settled.flatMap(({ entries, orders }) => entries.map((entry) => ({ entry, orders })));
        expect(totalsOf(found)).toEqual(totalsOf(expected.entries.map((entry) => ({ entry, orders: 1 }))));
        expect(settled.guarantees).toEqual(expected.guarantees);
        if (found.some(({ orders, entry }) => orders > 1 && entry.applied)) shared += 1;
      }),
      { numRuns: 600, seed: 91 },
    );
    expect(regular).toBeGreaterThan(100);
    expect(shared).toBeGreaterThan(50);
  });

  it('of single orders are the settlement, order by order', () => {
    fc.assert(
      fc.property(books, movements, (book, all) => {
        const { settled, guarantees } = settleSingly(book, all, MONTHS);
        const expected = settle(book, all, MONTHS);
        expect(settled.reduce((sum, { entries }) => sum + entries.length, 0)).toBe(expected.entries.length);
        expect(guarantees).toEqual(expected.guarantees);
        for (const { entries, orders } of settled) {
          expect(orders).toBe(1);
          expect(new Set(entries.map(({ movement }) => movement.order)).size).toBe(1);
        }
      }),
      { numRuns: 50, seed: 92 },
    );
  });
});
