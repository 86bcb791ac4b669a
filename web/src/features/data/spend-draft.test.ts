import { mappingInputSchema } from '@syncline/shared/control';
import { describe, expect, it } from 'vitest';
import { draftFor, draftOf, readDraft } from './mapping-draft.ts';

const report = (heading: string, ...rows: string[]) => ({
  columns: heading.split(';'),
  delimiter: ',' as const,
  rows: rows.map((row) => row.split(';')),
});

const KAG = report(
  'Date;ad_id;xyz_campaign_id;age;Impressions;Clicks;Spent;Total_Conversion;Approved_Conversion',
  '31-08-2023;708746;916;30-34;7350;1;1.429999948;2;1',
  '02-08-2023;708749;916;30-34;17861;2;1.820000023;2;0',
);
const META = report(
  'Reporting starts;Reporting ends;Campaign name;Ad set name;Impressions;Link clicks;Amount spent (USD);Results',
  '2026-10-01;2026-10-01;Autumn;All;100;3;12.5;1',
);
const FRENCH = report('Jour;Nom de la campagne;Montant dépensé (USD);Impressions', '13/08/2026;Été;1 234,56;9');

const fieldsOf = (preview: typeof KAG) =>
  readDraft(draftFor(preview, 'ads', { timeZone: 'UTC' }), preview.columns).mapping?.spend;

describe('a mapping of an advertising report', () => {
  it('begins as spend, with the columns whose headings say what they are', () => {
    expect(fieldsOf(KAG)).toEqual({
      decimal: '.',
      fields: {
        campaign: { column: 'xyz_campaign_id' },
        day: { column: 'Date' },
        amount: { column: 'Spent' },
        item: { column: 'ad_id' },
        impressions: { column: 'Impressions' },
        clicks: { column: 'Clicks' },
        conversions: { column: 'Approved_Conversion' },
      },
    });
    expect(draftFor(KAG, 'ads', { timeZone: 'UTC' }).timeFormat).toBe('DD-MM-YYYY');
  });

  it('takes the currency from the heading, and the decimals and days from the rows', () => {
    expect(fieldsOf(META)?.fields).toMatchObject({
      campaign: { column: 'Campaign name' },
      currency: { constant: 'USD' },
      item: { column: 'Ad set name' },
    });
    expect(fieldsOf(FRENCH)).toMatchObject({ decimal: ',', fields: { currency: { constant: 'USD' } } });
    expect(draftFor(FRENCH, 'ads', { timeZone: 'UTC' }).timeFormat).toBe('D/M/YYYY');
  });

  it('leaves open which number is the month where no row says', () => {
    const rows = [
      ['01-02-2026', '916', '1'],
      ['Total', '', '1'],
    ];
    const preview = { columns: ['Day', 'Campaign', 'Cost'], delimiter: ',' as const, rows };
    expect(draftFor(preview, 'ads', { timeZone: 'UTC' }).timeFormat).toBe('iso');
    const others = { ...preview, rows: [...rows, ['13-02-2026', '916', '1']] };
    expect(draftFor(others, 'ads', { timeZone: 'UTC' }).timeFormat).toBe('DD-MM-YYYY');
  });

  it('says what is missing', () => {
    const draft = draftFor(KAG, 'ads', { timeZone: 'UTC' });
    delete draft.spend?.fields.day;
    expect(readDraft(draft, KAG.columns).problem).toBe('Choose a column or a fixed value for day.');
    const bare = draftFor(KAG, 'ads', { timeZone: 'UTC' });
    for (const figure of ['amount', 'impressions', 'clicks', 'conversions'] as const) delete bare.spend?.fields[figure];
    expect(readDraft(bare, KAG.columns).problem).toMatch(/at least one of amount/);
    expect(readDraft(draftFor(KAG, 'ads', { timeZone: 'UTC' }), ['Date']).problem).toBe(
      'This file has no column “xyz_campaign_id”.',
    );
  });

  it('survives being saved and opened again', () => {
    const { mapping } = readDraft(draftFor(KAG, 'ads', { timeZone: 'UTC' }), KAG.columns);
    const saved = { ...mappingInputSchema.parse(mapping), id: '1', created_at: '2026-01-01T00:00:00Z' };
    expect(readDraft(draftOf(saved), KAG.columns).mapping).toEqual(mapping);
  });
});

describe('an export of X Analytics', () => {
  const posts = report(
    'Post id;Date;Post text;Link;Impressions;Likes;Engagements;Bookmarks;Share;New follows;Replies;Reposts;Profile visits;Url clicks',
    '1902622306553184746;Thu Mar 20 2025;hello;https://x.com;33;0;0;0;0;0;0;0;0;4',
  );
  const classic = report(
    'Tweet id;Tweet text;time;impressions;engagements;engagement rate;retweets;replies;likes;user profile clicks;url clicks',
    '1768701234567890123;hi;2024-03-15 18:42 +0000;900;31;0.0344;1;2;3;4;5',
  );
  const account = report(
    'Date;Impressions;Likes;Engagements;Bookmarks;Shares;New follows;Unfollows;Replies;Reposts;Profile visits',
    'Fri, Mar 21, 2025;1070;11;32;0;0;0;0;2;1;6',
  );

  it.each([
    [
      'by post',
      posts,
      'ddd MMM D YYYY',
      { day: 'Date', item: 'Post id', impressions: 'Impressions', clicks: 'Url clicks' },
    ],
    [
      'by post, until 2024',
      classic,
      'iso',
      { day: 'time', item: 'Tweet id', impressions: 'impressions', clicks: 'url clicks' },
    ],
    ['by day', account, 'ddd, MMM D, YYYY', { day: 'Date', impressions: 'Impressions' }],
  ])('%s is figures that the platform reports, of a campaign that one has to name', (_, preview, format, found) => {
    const draft = draftFor(preview, 'x', { timeZone: 'UTC' });
    const columns = Object.fromEntries(
      Object.entries(draft.spend?.fields ?? {}).flatMap(([field, from]) =>
        from.from === 'column' ? [[field, from.column]] : [],
      ),
    );
    expect(columns).toEqual(found);
    expect(draft.spend?.fields.platform).toEqual({ from: 'constant', value: 'x' });
    expect(draft.timeFormat).toBe(format);
    expect(readDraft(draft, preview.columns).problem).toBe('Choose a column or a fixed value for campaign.');
  });
});
