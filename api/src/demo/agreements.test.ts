import { agreementInputSchema, SCOPE_LEVELS, termsFaults, versionOn } from '@syncline/shared/agreements';
import { addDays } from '@syncline/shared/time';
import { describe, expect, it } from 'vitest';
import { demoAgreements } from './agreements.ts';
import { DEMO_DAYS } from './world.ts';

const of = (today: string, currency = 'USD') => demoAgreements(currency, addDays(today, 1 - DEMO_DAYS), today);
const percents = (today: string) => {
  const wide = of(today).find(({ scope }) => scope.level === 'everything');
  return wide?.versions.map(({ terms }) => terms.shares.map(({ terms: [term] }) => term));
};

describe('demoAgreements', () => {
  it('are agreements that would be taken as they are, narrow ones first', () => {
    const agreements = of('2026-11-28');
    for (const { versions, ...rest } of agreements) {
      for (const version of versions) {
        expect(agreementInputSchema.parse({ ...rest, ...version })).toMatchObject({ ...rest, ...version });
        expect(termsFaults(version.terms)).toEqual([]);
      }
    }
    const levels = agreements.map(({ scope }) => SCOPE_LEVELS.indexOf(scope.level));
    expect(levels.at(-1)).toBe(0);
    expect(levels.slice(0, -1).every((level) => level > 0)).toBe(true);
  });

  it('give the network nothing at the launch, and a share in the season', () => {
    expect(percents('2026-11-28')).toEqual([
      [
        { kind: 'percentage', of: 'net', percent: '0' },
        { kind: 'percentage', of: 'net', percent: '3' },
      ],
      [
        { kind: 'percentage', of: 'net', percent: '6' },
        { kind: 'percentage', of: 'net', percent: '3.5' },
      ],
    ]);
  });

  it.each([
    ['2026-11-28', '2026-11-01'],
    ['2026-11-20', '2026-10-01'],
    ['2026-03-01', '2026-02-01'],
    ['2026-01-20', '2025-12-01'],
  ])('on %s have their season from %s on, and cover the whole window', (today, season) => {
    const firstDay = addDays(today, 1 - DEMO_DAYS);
    const wide = of(today).find(({ scope }) => scope.level === 'everything');
    expect(wide?.versions.map(({ effective_from }) => effective_from)).toEqual([`${firstDay.slice(0, 7)}-01`, season]);
    const inForce = (day: string) => versionOn({ ends_on: null, versions: wide?.versions ?? [] }, day)?.note;
    expect([firstDay, addDays(season, -1), season, today].map(inForce)).toEqual([
      'Launch terms',
      'Launch terms',
      'Season terms',
      'Season terms',
    ]);
  });

  it('count tiers, caps and amounts in minor units of the currency', () => {
    const amounts = (currency: string) =>
      of('2026-11-28', currency).flatMap(({ versions }) =>
        versions.flatMap(({ terms }) =>
          terms.shares.flatMap(({ cap_minor, terms: [term] }) => [
            ...(cap_minor === null ? [] : [cap_minor]),
            ...(term?.kind === 'tiered' ? term.tiers.map(({ from_minor }) => from_minor) : []),
            ...(term?.kind === 'per_order' ? [term.amount_minor] : []),
          ]),
        ),
      );
    expect(amounts('USD')).toEqual([0, 2_000_000, 5_000_000, 50_000, 200]);
    expect(amounts('KWD')).toEqual([0, 20_000_000, 50_000_000, 500_000, 2000]);
  });
});
