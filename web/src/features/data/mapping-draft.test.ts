import { type Mapping, mappingInputSchema } from '@syncline/shared/control';
import { KINDS } from '@syncline/shared/events';
import { describe, expect, it } from 'vitest';
import {
  draftFor,
  draftOf,
  eventDraft,
  fieldsOf,
  type MappingDraft,
  neededFields,
  readDraft,
} from './mapping-draft.ts';

const COLUMNS = ['user id', 'test group', 'converted', 'total ads', 'day'];

function adDraft(): MappingDraft {
  const draft = draftFor({ columns: COLUMNS, delimiter: ',', rows: [] }, 'ad experiment', { timeZone: 'UTC' });
  const [event] = draft.events;
  if (!event) throw new Error('a draft begins with an event');
  event.fields.id = { from: 'column', column: 'user id', translate: '', prefix: 'ad-' };
  event.fields.at = { from: 'constant', value: '2026-01-01T00:00:00Z' };
  event.fields.campaign = { from: 'constant', value: 'ad' };
  event.fields.arm = { from: 'column', column: 'test group', translate: 'ad=exposed, psa=control', prefix: '' };
  return draft;
}

describe('a mapping to begin with', () => {
  it('takes the columns whose names say what they are', () => {
    const [event] = draftFor({ columns: COLUMNS, delimiter: ';', rows: [] }, 'file', { timeZone: 'UTC' }).events;
    expect(event?.fields.user).toMatchObject({ column: 'user id' });
    expect(event?.fields.quantity).toMatchObject({ column: 'total ads' });
    expect(event?.fields.arm).toMatchObject({ column: 'test group' });
    expect(event?.fields.campaign).toBeUndefined();
  });

  it('knows columns by other names, however they are spelt, the best first', () => {
    const columns = ['\uFEFFCustomer_ID', 'EVENT TIMESTAMP', 'Campaign ID', 'campaign-name', 'Device Category'];
    const rows = [
      ['c1', '20/08/2026 14:05', '7', 'Autumn', 'Mobile'],
      ['c2', '21/08/2026 09:00', '7', 'Autumn', 'Desktop'],
    ];
    const draft = draftFor({ columns, delimiter: ',', rows }, 'file', { timeZone: 'Europe/Berlin' });
    expect(draft.events[0]?.fields).toMatchObject({
      user: { column: '\uFEFFCustomer_ID' },
      at: { column: 'EVENT TIMESTAMP' },
      campaign: { column: 'campaign-name' },
      device: { column: 'Device Category', translate: 'Mobile=mobile, Desktop=desktop' },
    });
    expect(draft.timeFormat).toBe('D/M/YYYY H:mm');
  });

  it('asks for the zone where times leave it open, and only there', () => {
    const zoneOf = (time: string) =>
      draftFor({ columns: ['user', 'time'], delimiter: ',', rows: [['u', time]] }, 'f', { timeZone: 'UTC' });
    for (const open of ['2026-08-20 14:05', '2026-08-20', '20.8.2026 14:05']) {
      expect(zoneOf(open)).toMatchObject({ timeZone: '' });
    }
    for (const told of ['2026-08-20T14:05:00Z', '2026-08-20 14:05 +02:00', '1787234700', '1787234700000']) {
      expect(zoneOf(told)).toMatchObject({ timeZone: 'UTC' });
    }
    const draft = adDraft();
    draft.timeZone = '';
    expect(readDraft(draft, COLUMNS).problem).toMatch(/which zone/);
  });

  it('offers every kind the fields it needs', () => {
    for (const kind of KINDS) expect(fieldsOf(kind)).toEqual(expect.arrayContaining([...neededFields(kind)]));
  });
});

describe('a written mapping', () => {
  it('becomes the mapping of the contract', () => {
    const { mapping, problem } = readDraft(adDraft(), COLUMNS);
    expect(problem).toBeNull();
    expect(mappingInputSchema.safeParse(mapping).success).toBe(true);
    expect(mapping?.events?.[0]?.fields).toEqual({
      id: { column: 'user id', prefix: 'ad-' },
      at: { constant: '2026-01-01T00:00:00Z' },
      user: { column: 'user id' },
      campaign: { constant: 'ad' },
      quantity: { column: 'total ads' },
      arm: { column: 'test group', values: { ad: 'exposed', psa: 'control' } },
    });
  });

  it('keeps the condition of its rows', () => {
    const draft = adDraft();
    const purchase = { ...eventDraft('purchase', COLUMNS), when: { column: 'converted', values: 'True, true' } };
    for (const field of ['id', 'at', 'stage', 'order', 'campaign'] as const)
      purchase.fields[field] = { from: 'constant', value: 'x' };
    draft.events.push(purchase);
    expect(readDraft(draft, COLUMNS).mapping?.events?.[1]?.when).toEqual({ column: 'converted', is: ['True', 'true'] });
  });

  it.each([
    ['what is needed', (draft: MappingDraft) => delete draft.events[0]?.fields.user, /for user/],
    ['what it is about', (draft: MappingDraft) => delete draft.events[0]?.fields.campaign, /brand or a campaign/],
    ['a name', (draft: MappingDraft) => Object.assign(draft, { name: ' ' }), /name/],
  ])('says that it lacks %s', (_, spoil, problem) => {
    const draft = adDraft();
    spoil(draft);
    expect(readDraft(draft, COLUMNS)).toEqual({ mapping: null, problem: expect.stringMatching(problem) });
  });

  it('names a column the file does not have', () => {
    expect(readDraft(adDraft(), ['user id', 'test group']).problem).toBe('This file has no column “total ads”.');
  });

  it('survives being saved and opened again', () => {
    const { mapping } = readDraft(adDraft(), COLUMNS);
    const saved: Mapping = {
      ...mappingInputSchema.parse(mapping),
      id: '1',
      created_at: '2026-01-01T00:00:00Z',
    };
    expect(readDraft(draftOf(saved), COLUMNS).mapping).toEqual(mapping);
  });
});
