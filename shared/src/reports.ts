import { z } from 'zod';
import { entryNameSchema } from './control.ts';
import { periodSchema, slugSchema } from './fields.ts';
import { mailStateSchema, recipientsSchema } from './mail.ts';
import { addDays, CALENDAR_PERIODS, MAX_PERIOD_DAYS, type Period, periodBefore, periodOf } from './time.ts';

/** What a report can be made of, in the order in which it is offered. Definitions and methods always follow. */
export const REPORT_SECTIONS = {
  summary: {
    label: 'Summary',
    about: 'The figures asked for first, each against the period before',
  },
  campaigns: { label: 'Campaigns', about: 'A row for each, by reach, and what they come to together' },
  daily: { label: 'Daily reach and impressions', about: 'People reached and impressions of every day' },
  frequency: { label: 'Frequency', about: 'People by how often they saw it, and how many of them bought' },
  funnel: { label: 'From exposure to purchase', about: 'How many went on from each stage to the next' },
  devices: { label: 'Phones against everyone else', about: 'What primary mobile people are more likely to do' },
  revenue: { label: 'Revenue and shares', about: 'From gross to net, and what each party gets of it' },
} as const;
export type ReportSection = keyof typeof REPORT_SECTIONS;
export const REPORT_SECTION_KEYS = Object.keys(REPORT_SECTIONS) as [ReportSection, ...ReportSection[]];

/** Periods that move on with time. All of them are over when a report is made, so that its figures hold. */
export const REPORT_PERIODS = {
  yesterday: 'Yesterday',
  'last-week': 'Week before, Monday to Sunday',
  'last-month': 'Month before',
  '7d': '7 days up to yesterday',
  '28d': '28 days up to yesterday',
  '90d': '90 days up to yesterday',
  all: 'All days up to yesterday',
} as const;
export type ReportPeriodName = keyof typeof REPORT_PERIODS;
export const REPORT_PERIOD_NAMES = Object.keys(REPORT_PERIODS) as [ReportPeriodName, ...ReportPeriodName[]];

/** More lines would not stand on the cover beside the contents. */
const MOST_NOTE_LINES = 12;

const coverSchema = z.strictObject({
  /** Empty is the name of the report. */
  title: z.string().trim().max(120).default(''),
  prepared_for: z.string().trim().max(120).default(''),
  notes: z
    .string()
    .trim()
    .max(1000)
    .refine((notes) => notes.split('\n').length <= MOST_NOTE_LINES, `must be at most ${MOST_NOTE_LINES} lines`)
    .default(''),
});

/** When a report is made by itself, on the hour in the workspace zone. */
export const reportScheduleSchema = z
  .strictObject({
    every: z.enum(CALENDAR_PERIODS),
    /** Of a week the day from Monday, 1, to Sunday, 7; of a month the day, up to 28, which every month has. */
    on: z.int().min(1).max(28).default(1),
    hour: z.int().min(0).max(23),
  })
  .refine(({ every, on }) => every !== 'week' || on <= 7, {
    message: 'must be a day of the week, 1 Monday to 7 Sunday',
    path: ['on'],
  });
export type ReportSchedule = z.output<typeof reportScheduleSchema>;

export const reportInputSchema = z
  .strictObject({
    name: entryNameSchema,
    cover: coverSchema.prefault({}),
    period: z.union([z.strictObject({ moving: z.enum(REPORT_PERIOD_NAMES) }), periodSchema]),
    /** What figures are compared with: as many days just before, the same days a year before, or nothing. */
    compare: z.enum(['previous_period', 'previous_year']).nullable().default('previous_period'),
    brand: slugSchema.nullable().default(null),
    campaign: slugSchema.nullable().default(null),
    /** In the order in which they are printed. */
    sections: z
      .array(z.enum(REPORT_SECTION_KEYS))
      .min(1)
      .refine((keys) => new Set(keys).size === keys.length, 'must name each section once')
      .default([...REPORT_SECTION_KEYS]),
    /** Null is made by hand alone. */
    schedule: reportScheduleSchema.nullable().default(null),
    /** Whom it is mailed to each time that its schedule makes it. */
    recipients: recipientsSchema,
  })
  .refine(({ campaign, brand }) => campaign === null || brand === null, {
    message: 'must be empty where a campaign is reported on',
    path: ['brand'],
  });
export type ReportDraft = z.input<typeof reportInputSchema>;
export type ReportInput = z.output<typeof reportInputSchema>;

/** Of each report so many of its newest files stay in the folder. */
export const KEPT_REPORT_FILES = 50;

/** One making of a report. */
export const reportRunSchema = z.object({
  id: z.int(),
  report: z.string(),
  /** What the report is called, today. */
  name: z.string(),
  cause: z.enum(['schedule', 'asked']),
  /** When it was due: that of a time that was missed is made later. */
  planned_at: z.iso.datetime(),
  state: z.enum(['waiting', 'made', 'failed']),
  attempts: z.int(),
  /** Why the last attempt failed, and when the next is made. */
  error: z.string().nullable(),
  next_try_at: z.iso.datetime().nullable(),
  made_at: z.iso.datetime().nullable(),
  period: periodSchema.nullable(),
  /** Null where it was not made, or where newer ones took its place. */
  file: z.object({ name: z.string(), bytes: z.int() }).nullable(),
  /** One for each address that it was mailed to. */
  mail: z.array(mailStateSchema),
});
export type ReportRun = z.output<typeof reportRunSchema>;

export const reportSchema = reportInputSchema.safeExtend({
  /** Made of its first name. */
  id: z.string(),
  /** When it is made next by its schedule. */
  next_run_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Report = z.output<typeof reportSchema>;

/** All reports, where their files are written, and whether an SMTP server is set. */
export const reportListSchema = z.object({ items: z.array(reportSchema), folder: z.string(), mail: z.boolean() });
export type ReportList = z.output<typeof reportListSchema>;

/** The days that a report is about when it is made on `today`; `first_day` is that of the oldest event. */
export function reportPeriod(
  period: ReportInput['period'],
  { today, first_day }: { today: string; first_day: string | null },
): Period {
  if (!('moving' in period)) return period;
  const to = addDays(today, -1);
  const past = (days: number): Period => ({ from: addDays(to, 1 - days), to });
  const before = (every: 'week' | 'month') => periodBefore(every, periodOf(every, today));
  const earliest = addDays(to, 1 - MAX_PERIOD_DAYS);
  const first = first_day === null || first_day > to ? to : first_day;
  const periods: Record<ReportPeriodName, Period> = {
    yesterday: past(1),
    'last-week': before('week'),
    'last-month': before('month'),
    '7d': past(7),
    '28d': past(28),
    '90d': past(90),
    all: { from: first < earliest ? earliest : first, to },
  };
  return periods[period.moving];
}
