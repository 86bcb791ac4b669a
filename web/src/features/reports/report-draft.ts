import {
  type Report,
  REPORT_SECTION_KEYS,
  type ReportDraft,
  type ReportPeriodName,
  type ReportSchedule,
  type ReportSection,
} from '@syncline/shared/reports';
import { addressesIn, addressFault } from '../../lib/addresses.ts';
import { MAX_PERIOD_DAYS, type Period, periodLength } from '@syncline/shared/time';

/** The form as it is written. */
export interface ReportForm {
  name: string;
  title: string;
  preparedFor: string;
  notes: string;
  /** A period that moves on, or the days below. */
  moving: ReportPeriodName | 'fixed';
  from: string;
  to: string;
  compare: 'previous_period' | 'previous_year' | 'none';
  brand: string | null;
  campaign: string | null;
  /** Every section in the order of the form. */
  sections: readonly { key: ReportSection; chosen: boolean }[];
  every: ReportSchedule['every'] | 'never';
  /** The day of the week or of the month. */
  on: number;
  hour: number;
  /** Addresses with commas between. */
  recipients: string;
}

export type ReportFaults = Partial<Record<'name' | 'from' | 'to' | 'sections' | 'recipients', string>>;

/** The form of a report, or of one to be written about the days and the one brand or campaign that are shown. */
export function draftOf(
  report: Report | null,
  shown: { period: Period; brand: string | null; campaign: string | null },
): ReportForm {
  if (report === null) {
    return {
      name: '',
      title: '',
      preparedFor: '',
      notes: '',
      moving: '28d',
      ...shown.period,
      compare: 'previous_period',
      brand: shown.campaign === null ? shown.brand : null,
      campaign: shown.campaign,
      sections: REPORT_SECTION_KEYS.map((key) => ({ key, chosen: true })),
      every: 'never',
      on: 1,
      hour: 7,
      recipients: '',
    };
  }
  const { name, cover, period, compare, brand, campaign, sections, schedule, recipients } = report;
  const others = REPORT_SECTION_KEYS.filter((key) => !sections.includes(key));
  return {
    name,
    title: cover.title,
    preparedFor: cover.prepared_for,
    notes: cover.notes,
    moving: 'moving' in period ? period.moving : 'fixed',
    ...('moving' in period ? shown.period : period),
    compare: compare ?? 'none',
    brand,
    campaign,
    sections: [...sections.map((key) => ({ key, chosen: true })), ...others.map((key) => ({ key, chosen: false }))],
    every: schedule?.every ?? 'never',
    on: schedule?.on ?? 1,
    hour: schedule?.hour ?? 7,
    recipients: recipients.join(', '),
  };
}

/** What is wrong with the form, by its field. */
export function faultsOf({ name, moving, from, to, sections, recipients }: ReportForm): ReportFaults {
  const fixed = moving === 'fixed';
  const misaddressed = addressFault(recipients);
  return {
    ...(name.trim() === '' ? { name: 'A name is needed.' } : {}),
    ...(fixed && from === '' ? { from: 'A day is needed.' } : {}),
    ...(fixed && to === '' ? { to: 'A day is needed.' } : {}),
    ...(fixed && from !== '' && to !== '' ? periodFaults({ from, to }) : {}),
    ...(sections.some(({ chosen }) => chosen) ? {} : { sections: 'Choose at least one.' }),
    ...(misaddressed ? { recipients: misaddressed } : {}),
  };
}

function periodFaults(period: Period): ReportFaults {
  if (period.to < period.from) return { to: 'The last day is before the first.' };
  return periodLength(period) > MAX_PERIOD_DAYS ? { to: 'A report is of at most ten years.' } : {};
}

/** The form as the API takes it; it must have no faults. */
export function toReportDraft(form: ReportForm): ReportDraft {
  const { name, title, preparedFor, notes, moving, from, to, compare, brand, campaign, sections, every, on, hour } =
    form;
  return {
    name: name.trim(),
    cover: { title, prepared_for: preparedFor, notes },
    period: moving === 'fixed' ? { from, to } : { moving },
    compare: compare === 'none' ? null : compare,
    brand,
    campaign,
    sections: sections.flatMap(({ key, chosen }) => (chosen ? [key] : [])),
    schedule: every === 'never' ? null : { every, on: every === 'day' ? 1 : on, hour },
    recipients: addressesIn(form.recipients),
  };
}

/** The sections with one moved up (−1) or down (1) by a place; as they are at either end. */
export function moved(sections: ReportForm['sections'], index: number, by: -1 | 1): ReportForm['sections'] {
  const [one, other] = [sections[index], sections[index + by]];
  if (!one || !other) return sections;
  return sections.map((section) => (section === one ? other : section === other ? one : section));
}
