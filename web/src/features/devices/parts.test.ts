import type { DevicePathsAnswer, DevicesAnswer, IntensityAnswer } from '@syncline/shared/devices';
import { DEVICES } from '@syncline/shared/events';
import { describe, expect, it } from 'vitest';
import { proportionOf } from '../../lib/proportion.ts';
import { daysLegend, daysRows, daysTable, decileRows, decilesTable } from './intensity.ts';
import { partRows, partsTable, partsTitle } from './parts.ts';
import { crossedText, pathMatrix, pathsTable, pathsTitle } from './paths.ts';

describe('people by the devices they used', () => {
  const metric = (metric: 'active_users' | 'buyers', counts: readonly number[]): DevicesAnswer['metrics'][number] => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const parts = (['mobile_only', 'both', 'desktop_only', 'other', 'unknown'] as const).map((part, place) => {
      const people = counts[place] ?? 0;
      return { part, people, share: proportionOf(people, total) };
    });
    return { metric, total, parts };
  };
  const answer = { metrics: [metric('active_users', [400, 350, 200, 0, 50]), metric('buyers', [0, 0, 0, 0, 0])] };

  it('are a bar with its base where there is anybody, each part with its interval at the pointer', () => {
    const [active, ...others] = partRows(answer);
    expect(others).toEqual([]);
    expect(active).toMatchObject({ label: 'Active', base: '1,000 people' });
    expect(active?.parts.map(({ value }) => value)).toEqual([400, 350, 200, 0, 50]);
    expect(active?.tip.rows[1]).toMatchObject({ label: 'Both', value: '350 (32.1 – 38.0\u202f%)' });
  });

  it('say how many were active on both, and nothing of nobody', () => {
    expect(partsTitle(answer)).toBe('35.0\u202f% of active people were active on both mobile and desktop');
    expect(partsTitle({ metrics: [metric('active_users', [])] })).toBe('People by the devices they used');
  });

  it('export every part with its base', () => {
    const { rows, columns } = partsTable(answer);
    expect(rows).toHaveLength(10);
    expect(rows[1]?.slice(0, 5)).toEqual(['Active', 'Both', 350, 1000, 0.35]);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
  });
});

describe('seen on one device, bought on another', () => {
  const seen = [...DEVICES, 'not_seen'] as const;
  const found: Record<string, number> = { 'mobile mobile': 60, 'mobile desktop': 20, 'not_seen mobile': 20 };
  const paths: DevicePathsAnswer['paths'] = seen.flatMap((from) =>
    DEVICES.map((bought) => {
      const purchases = found[`${from} ${bought}`] ?? 0;
      return { seen: from, bought, purchases, buyers: Math.floor(purchases / 2) };
    }),
  );
  const answer = {
    paths,
    totals: { purchases: 100, buyers: 50 },
    crossed: { purchases: proportionOf(20, 80), buyers: proportionOf(0, 0) },
  };

  it('has a line and a column for what was used alone, with sums', () => {
    const { columns, lines, total } = pathMatrix(answer, 'purchases');
    expect(columns.map(({ name, total }) => [name, total])).toEqual([
      ['Phone', 80],
      ['Desktop', 20],
    ]);
    expect(lines.map(({ name, total }) => [name, total])).toEqual([
      ['Phone', 80],
      ['Not seen before', 20],
    ]);
    expect(lines[0]?.cells).toEqual([
      { key: 'mobile', count: 60, share: 0.6, step: 5, same: true, peak: true },
      { key: 'desktop', count: 20, share: 0.2, step: 2, same: false, peak: false },
    ]);
    expect(total).toBe(100);
    expect(pathMatrix(answer, 'buyers').lines[0]?.cells[0]?.count).toBe(30);
  });

  it('says how many crossed, of whom, and nothing where no pair is known', () => {
    expect(pathsTitle(answer, 'purchases')).toBe(
      '25.0\u202f% of purchases were made on another device than last seen on',
    );
    expect(crossedText(answer, 'purchases')).toContain('20 of 80 purchases');
    expect(pathsTitle(answer, 'buyers')).toBe('Seen on one device, bought on another');
    expect(crossedText(answer, 'buyers')).toBe('No buyers with both devices known.');
  });

  it('exports every path, those of nobody too', () => {
    const { rows } = pathsTable(answer);
    expect(rows).toHaveLength(30);
    expect(rows[1]).toEqual(['Phone', 'Desktop', 20, 0.2, 10, 0.2]);
  });
});

describe('how much people do', () => {
  const intensity = {
    people: 200,
    actions: 3000,
    actions_per_person: 15,
    deciles: [1, 2, 3, 5, 8, 12, 20, 31, 60],
    days_per_person: 2.5,
  };
  const nobody = { people: 0, actions: 0, actions_per_person: null, deciles: [], days_per_person: null };
  const classes = (...ends: (readonly [number, number, number])[]) =>
    ends.map(([from, to, people]) => ({ from, to, share: proportionOf(people, 200) }));
  const answer: Pick<IntensityAnswer, 'groups' | 'all'> = {
    groups: [
      { group: 'mobile', suppressed: false, intensity, days: classes([1, 1, 80], [2, 3, 60], [4, 90, 60]) },
      { group: 'desktop', suppressed: true, intensity: null, days: null },
      { group: 'mixed', suppressed: false, intensity, days: classes([1, 1, 150], [2, 90, 50]) },
      { group: 'unknown', suppressed: false, intensity: nobody, days: [] },
    ],
    all: { ...intensity, people: 490 },
  };

  it('is a row of deciles a group, said to be held back where it is, and none of nobody', () => {
    expect(decileRows(answer).map(({ key, base, deciles }) => [key, base, deciles.length])).toEqual([
      ['mobile', '200 people', 9],
      ['desktop', 'not shown', 0],
      ['mixed', '200 people', 9],
      ['all', '490 people', 9],
    ]);
    expect(decileRows(answer)[0]?.tip.rows).toContainEqual({ label: 'Median', value: '8' });
  });

  it('is a bar of classes of days for each group shown, and names those that were joined', () => {
    expect(daysLegend(answer).map(({ label }) => label)).toEqual(['1 day', '2 – 3 days', '4 – 90 days']);
    expect(daysRows(answer).map(({ key, parts }) => [key, parts.map(({ value, note }) => [value, note])])).toEqual([
      [
        'mobile',
        [
          [80, undefined],
          [60, undefined],
          [60, undefined],
        ],
      ],
      [
        'mixed',
        [
          [150, undefined],
          [50, '2+'],
        ],
      ],
    ]);
  });

  it('exports one row a group, or a group and class, and leaves empty what is held back', () => {
    const { rows, columns } = decilesTable(answer);
    expect(rows.map((row) => row.length)).toEqual(Array.from({ length: 5 }, () => columns.length));
    expect(rows[1]?.slice(1).every((value) => value === null)).toBe(true);
    expect(rows[0]?.slice(0, 9)).toEqual(['Primary mobile', 200, 3000, 15, 1, 2, 3, 5, 8]);
    expect(daysTable(answer).rows.map((row) => row.slice(0, 5))).toEqual([
      ['Primary mobile', 1, 1, 80, 200],
      ['Primary mobile', 2, 3, 60, 200],
      ['Primary mobile', 4, 90, 60, 200],
      ['Mixed', 1, 1, 150, 200],
      ['Mixed', 2, 90, 50, 200],
    ]);
  });
});
