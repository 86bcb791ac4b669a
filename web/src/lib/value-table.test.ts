import { describe, expect, it } from 'vitest';
import { fileStem, toCsv } from './value-table.ts';

describe('a value table as CSV', () => {
  it('carries its facts, plain numbers and quoted text', () => {
    const csv = toCsv(
      {
        columns: [{ label: 'Campaign' }, { label: 'Revenue', unit: 'USD cents', format: () => 'never used' }],
        rows: [
          ['a, "b"', 12.5],
          ['c', null],
        ],
      },
      {
        title: 'Revenue',
        lines: ['26 Aug – 23 Nov 2026 (UTC)', 'Demo data'],
        method: ['Revenue: paid less refunded'],
      },
    );
    expect(csv.split('\r\n')).toEqual([
      '# Revenue',
      '# 26 Aug – 23 Nov 2026 (UTC)',
      '# Demo data',
      '# Revenue: paid less refunded',
      'Campaign,"Revenue, USD cents"',
      '"a, ""b""",12.5',
      'c,',
      '',
    ]);
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx'])('defuses %j, which a spreadsheet would run', (text) => {
    const csv = toCsv({ columns: [{ label: text }], rows: [[text]] }, { title: 't', lines: [], method: [] });
    expect(csv.split('\r\n').slice(1, 3)).toEqual([`'${text}`, `'${text}`]);
  });

  it('keeps negative numbers as numbers', () => {
    expect(toCsv({ columns: [{ label: 'n' }], rows: [[-1]] }, { title: 't', lines: [], method: [] })).toContain(
      '\r\n-1\r\n',
    );
  });

  it('has a file name of its title', () => {
    expect(fileStem('Net revenue rose 7.6 % on the 90 days before')).toBe('net-revenue-rose-7-6-on-the-90-days-before');
    expect(fileStem('–')).toBe('syncline');
  });
});
