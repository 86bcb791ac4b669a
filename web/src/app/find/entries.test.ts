import { describe, expect, it } from 'vitest';
import { type Entry, findEntries, type Group } from './entries.ts';

const entry = (group: Group, label: string, more: Partial<Entry> = {}): Entry => ({
  key: `${group} ${label}`,
  group,
  label,
  act: { kind: 'go', path: '/' },
  ...more,
});
const ENTRIES = [
  entry('Screens', 'Campaigns'),
  entry('Campaigns', 'Autumn launch', { note: 'Alder' }),
  entry('Campaigns', 'Launch of the tablet'),
  entry('Brands', 'Alder', { words: 'alder-co' }),
  entry('Definitions', 'Reach', { note: 'distinct people', words: 'reach' }),
  entry('Actions', 'Dark theme'),
];
const labels = (text: string, entries = ENTRIES) =>
  findEntries(entries, text).flatMap((group) => group.entries.map(({ label }) => label));

describe('finding by name', () => {
  it('wants every word somewhere in name, note or other words', () => {
    expect(labels('alder')).toEqual(['Autumn launch', 'Alder']);
    expect(labels('ALDER autumn')).toEqual(['Autumn launch']);
    expect(labels('alder-co')).toEqual(['Alder']);
    expect(labels('nothing of it')).toEqual([]);
  });

  it('puts first what begins with the text, then what has a word that does', () => {
    const relaunch = entry('Campaigns', 'Relaunch');
    const other = entry('Campaigns', 'Summer', { words: 'launch' });
    expect(labels('launch', [other, relaunch, ...ENTRIES])).toEqual([
      'Launch of the tablet',
      'Autumn launch',
      'Relaunch',
      'Summer',
    ]);
  });

  it('lists screens, periods and actions before anything is typed, and not the catalogue', () => {
    expect(labels('')).toEqual(['Campaigns', 'Dark theme']);
    expect(labels('   ')).toEqual(['Campaigns', 'Dark theme']);
  });

  it('lists six of a group and says how many more there are', () => {
    const many = Array.from({ length: 9 }, (_, index) => entry('Campaigns', `Launch ${index}`));
    expect(findEntries(many, 'launch')).toEqual([{ group: 'Campaigns', entries: many.slice(0, 6), more: 3 }]);
  });
});
