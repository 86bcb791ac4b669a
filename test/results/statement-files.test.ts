import { buffer } from 'node:stream/consumers';
import { statementsCsv } from '@syncline/api/statements/csv';
import { statementPdf } from '@syncline/api/statements/pdf';
import { termsSchema } from '@syncline/shared/agreements';
import { type Statement, statementSchema } from '@syncline/shared/statements';
import { parse } from 'csv-parse/sync';
import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, it } from 'vitest';

const NAME = 'Ναυτικός Łódź & Сыновья, “=1+1”';

/** A statement of 150 lines with amounts that are all different. */
function statement(change: Partial<Statement> = {}): Statement {
  const lines = Array.from({ length: 150 }, (_, index) => {
    const earned = 1_000_003 * (index + 1);
    const returned = 101 * index;
    return {
      agreement: 'launch',
      version: 1,
      campaign: `campaign-${index}`,
      offer: index % 3 === 0 ? '' : `offer-with-a-rather-long-slug-that-needs-another-line-${index}`,
      orders: index + 1,
      refunds: index,
      earned,
      returned,
      guaranteed: index === 7 ? 707_070 : 0,
      amount: earned - returned + (index === 7 ? 707_070 : 0),
    };
  });
  const month = lines.reduce((sum, { amount }) => sum + amount, 0);
  const sum = (figure: 'earned' | 'returned' | 'guaranteed') => lines.reduce((all, line) => all + line[figure], 0);
  const adjustment = { ...(lines[0] as (typeof lines)[number]), month: '2013-01', causes: ['late_refunds' as const] };
  return statementSchema.parse({
    party: 'amazon',
    name: NAME,
    role: 'merchant',
    month: '2013-02',
    currency: 'USD',
    timezone: 'America/New_York',
    demo: false,
    totals: {
      opening: -12_345,
      earned: sum('earned'),
      returned: sum('returned'),
      guaranteed: sum('guaranteed'),
      month,
      adjustments: -777,
      paid_out: 987_654,
      closing: -12_345 + month - 777 - 987_654,
    },
    lines,
    adjustments: [{ ...adjustment, orders: 0, earned: 0, returned: 777, guaranteed: 0, amount: -777 }],
    payouts: [
      {
        id: 1,
        day: '2013-02-28',
        amount_minor: 987_654,
        reference: '=HYPERLINK("x")',
        note: 'first, “half”',
        recorded_at: '2013-02-28T12:00:00.000Z',
      },
    ],
    agreements: [
      {
        slug: 'launch',
        name: 'Launch',
        scope: { level: 'everything' },
        ends_on: null,
        version: 1,
        effective_from: '2013-01-01',
        terms: termsSchema.parse({
          shares: [
            {
              party: 'twitter',
              name: 'Twitter',
              role: 'platform',
              terms: [{ kind: 'percentage', of: 'net', percent: '0' }],
            },
          ],
          residual: { party: 'amazon', name: NAME, role: 'merchant' },
        }),
      },
    ],
    state: 'closed',
    number: '2013-02-0001',
    closed_at: '2013-03-04T12:00:00.000Z',
    digest: 'ab'.repeat(32),
    ...change,
  });
}

async function pagesOf(of: Statement): Promise<string[]> {
  const pdf = await getDocumentProxy(new Uint8Array(await buffer(statementPdf(of))));
  const { text } = await extractText(pdf, { mergePages: false });
  return text;
}

/** As an accountant writes it. */
const written = (minor: number, currency: 'USD' | 'JPY' | 'KWD' = 'USD') => {
  const digits = { USD: 2, JPY: 0, KWD: 3 }[currency];
  const units = Math.abs(minor) / 10 ** digits;
  const text = units.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return minor < 0 ? `−${text}` : text;
};
const words = (text: string) => text.split(/\s+/);

describe('a statement as PDF', () => {
  it('says every amount, under heads that every page repeats', async () => {
    const of = statement();
    const pages = await pagesOf(of);
    expect(pages.length).toBeGreaterThan(4);
    const all = words(pages.join(' '));
    const { totals, lines } = of;
    const { guaranteed, ...shown } = totals;
    for (const amount of [
      ...Object.entries(shown).map(([key, amount]) => (['returned', 'paid_out'].includes(key) ? -amount : amount)),
      guaranteed,
      987_654,
    ]) {
      expect(all).toContain(written(amount));
    }
    for (const { campaign, orders, refunds, earned, returned, amount } of lines) {
      const page = pages.find((text) => words(text).includes(campaign));
      const at = words(page ?? '').indexOf(campaign);
      const row = words(page ?? '').slice(at, at + 12);
      expect(row).toEqual(
        expect.arrayContaining([
          String(orders),
          String(refunds),
          written(earned),
          written(0 - returned),
          written(amount),
        ]),
      );
    }
    const head = 'Campaign · offer (agreement) Orders Refunds Earned Returned Amount';
    const withLines = pages.filter((text) => /campaign-[1-9]/.test(text));
    for (const text of withLines) expect(words(text).join(' ')).toContain(head);
    pages.forEach((text, index) => {
      expect(text).toContain(`Page ${index + 1} of ${pages.length}`);
      expect(text).toContain('Statement 2013-02-0001');
    });
    const whole = all.join(' ');
    for (const text of [
      NAME,
      'February 2013: 2013-02-01 to 2013-02-28, days of America/New_York',
      'Twitter (platform): 0 % of net.',
      'refunds came in late',
      'ab'.repeat(32),
    ]) {
      expect(whole).toContain(text);
    }
    expect(whole).not.toContain('Draft');
  });

  it('says that it is a draft, and of demo data', async () => {
    const draft = { state: 'open', number: null, closed_at: null, digest: null } as const;
    const [first = ''] = await pagesOf(statement({ ...draft, demo: true, lines: [], adjustments: [], payouts: [] }));
    expect(words(first).join(' ')).toContain('Draft: the month is not closed, and these figures still change.');
    expect(first).toContain('Demo data');
    expect(first).toContain('Nothing was paid or refunded.');
    expect(first).not.toContain('SHA-256');
  });

  it.each([
    ['JPY', '1,234,567'],
    ['KWD', '1,234.567'],
  ] as const)('writes amounts of %s with their decimals', async (currency, text) => {
    const { totals } = statement();
    const [first = ''] = await pagesOf(statement({ currency, lines: [], totals: { ...totals, opening: 1_234_567 } }));
    expect(words(first)).toContain(text);
    expect(text).toBe(written(1_234_567, currency));
  });

  it('is the same to the byte whenever it is asked for', async () => {
    const [one, other] = await Promise.all([buffer(statementPdf(statement())), buffer(statementPdf(statement()))]);
    expect(one.equals(other)).toBe(true);
  });
});

describe('statements as CSV', () => {
  const rowsOf = (all: Statement[]) =>
    parse<Record<string, string>>([...statementsCsv(all)].join(''), { columns: true });

  it('hold every entry, in amounts that add up to the closing balance', () => {
    const one = statement();
    const two = statement({ party: 'twitter', number: null, state: 'due', digest: null, currency: 'KWD' });
    const rows = rowsOf([one, two]);
    for (const [party, digits] of [
      ['amazon', 2],
      ['twitter', 3],
    ] as const) {
      const own = rows.filter((row) => row.party === party);
      expect(own).toHaveLength(1 + 150 + 1 + 1 + 1);
      const minor = own.map(({ amount }) => Math.round(Number(amount) * 10 ** digits));
      expect(minor.slice(0, -1).reduce((sum, amount) => sum + amount, 0)).toBe(minor.at(-1));
      expect(minor.at(-1)).toBe(one.totals.closing);
    }
    expect(rows.map(({ entry }) => entry).filter((entry) => entry !== 'line')).toEqual([
      'opening balance',
      'adjustment',
      'payout',
      'closing balance',
      'opening balance',
      'adjustment',
      'payout',
      'closing balance',
    ]);
    expect(rows[1]).toMatchObject({
      statement: '2013-02-0001',
      campaign: 'campaign-0',
      earned: '10000.03',
      orders: '1',
    });
    expect(rows.find(({ entry }) => entry === 'adjustment')).toMatchObject({
      concerns_month: '2013-01',
      amount: '-7.77',
      causes: 'late_refunds',
    });
  });

  it('hold nothing that a spreadsheet would run', () => {
    const rows = rowsOf([statement({ name: '@SUM(A1)' })]);
    expect(rows[0]?.name).toBe("'@SUM(A1)");
    expect(rows.find(({ entry }) => entry === 'payout')?.reference).toBe('\'=HYPERLINK("x")');
  });
});
