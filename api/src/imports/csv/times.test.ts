import { describe, expect, it } from 'vitest';
import { timeReader } from './times.ts';

const at = (format: string, zone: string, text: string) => {
  const value = timeReader(format, zone)(text);
  return value === null ? null : new Date(value).toISOString();
};

describe('timeReader', () => {
  it.each([
    ['iso', 'UTC', '2020-12-20 06:06:44', '2020-12-20T06:06:44.000Z'],
    ['iso', 'UTC', '2020-12-20', '2020-12-20T00:00:00.000Z'],
    ['iso', 'UTC', '2020-12-20T06:06:44.5+02:00', '2020-12-20T04:06:44.500Z'],
    ['iso', 'Europe/Berlin', '2026-07-01 12:00', '2026-07-01T10:00:00.000Z'],
    ['iso', 'Europe/Berlin', '2026-07-01T12:00Z', '2026-07-01T12:00:00.000Z'],
    ['epoch', 'UTC', '1600000000', '2020-09-13T12:26:40.000Z'],
    ['epoch', 'UTC', '1600000000.25', '2020-09-13T12:26:40.250Z'],
    ['epoch_ms', 'UTC', '1600000000000', '2020-09-13T12:26:40.000Z'],
    ['D.MM.YYYY HH:mm', 'Europe/Berlin', '1.12.2026 08:30', '2026-12-01T07:30:00.000Z'],
    ['MM/DD/YYYY h:mm A', 'UTC', '12/31/2026 12:05 am', '2026-12-31T00:05:00.000Z'],
    ['MMM D, YYYY', 'UTC', 'Sep 5, 2026', '2026-09-05T00:00:00.000Z'],
    ['YYYYMMDD HHmmss Z', 'UTC', '20260905 101112 -0530', '2026-09-05T15:41:12.000Z'],
  ])('reads %s in %s: %s', (format, zone, text, expected) => {
    expect(at(format, zone, text)).toBe(expected);
  });

  it.each([
    ['iso', '2026-02-30'],
    ['iso', '20.12.2026'],
    ['iso', '2026-01-01 25:00'],
    ['epoch', 'soon'],
    ['epoch', '-5'],
    ['D.MM.YYYY', '31.04.2026'],
    ['MM/DD/YYYY h:mm A', '12/31/2026 13:05 pm'],
    ['MMM D, YYYY', 'Foo 5, 2026'],
  ])('does not guess at %s: %s', (format, text) => {
    expect(at(format, 'UTC', text)).toBeNull();
  });

  it('refuses a pattern without a day, a token twice, and an unknown zone', () => {
    expect(() => timeReader('HH:mm', 'UTC')).toThrow('YYYY');
    expect(() => timeReader('YYYY-MM-DD MM', 'UTC')).toThrow('not usable');
    expect(() => timeReader('iso', 'Mars/Base')).toThrow('Mars/Base');
  });
});
