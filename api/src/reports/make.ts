import type { Readable } from 'node:stream';
import { REPORT_SECTIONS, type ReportInput, type ReportSection, reportPeriod } from '@syncline/shared/reports';
import { type Period, resolveComparison } from '@syncline/shared/time';
import type { Clock } from '../lib/clock.ts';
import { ApiError } from '../lib/errors.ts';
import { type Answers, periodsOf } from '../query/answers.ts';
import { FOLLOWS_OF_BEFORE } from '../query/analysis/standing.ts';
import { reportPdf } from './document.ts';
import { Questions, type ShareTerms } from './questions.ts';
import type { Section, SectionWords } from './section.ts';
import { campaignsSection } from './sections/campaigns.ts';
import { dailySection } from './sections/daily.ts';
import { devicesSection } from './sections/devices.ts';
import { frequencySection } from './sections/frequency.ts';
import { funnelSection } from './sections/funnel.ts';
import { revenueSection } from './sections/revenue.ts';
import { summarySection } from './sections/summary.ts';

/** How often the sections are asked while events keep coming in between them. */
const MOST_PASSES = 3;

const SECTIONS: Record<ReportSection, (questions: Questions, words: SectionWords) => Promise<Section>> = {
  summary: summarySection,
  campaigns: campaignsSection,
  daily: dailySection,
  frequency: frequencySection,
  funnel: funnelSection,
  devices: devicesSection,
  revenue: revenueSection,
};

/** What making a report needs to know of the store. */
export interface ReportData {
  answers: Pick<Answers, 'ask' | 'version'>;
  clock: Clock;
  timezone: string;
  currency: string;
  /** The version of Syncline. */
  version: string;
  demo: () => boolean;
  days: () => Promise<{ today: string; first_day: string | null }>;
  /** What the shares of revenue hang on besides the log. */
  terms: () => Promise<ShareTerms>;
  /** What campaigns and brands are called. */
  names: () => Promise<{ campaigns: ReadonlyMap<string, string>; brands: ReadonlyMap<string, string> }>;
  /** Resolves once questions see all that was acknowledged. */
  settle: () => Promise<void>;
}

interface MadeReport {
  period: Period;
  pdf: Readable;
}

/**
 * Answers all that a report asks, against the same events where they come to rest, and draws it. Rejects with an ApiError
 * that names the section that cannot be answered; the stream fails where a page cannot be drawn.
 */
export async function makeReport(data: ReportData, report: ReportInput, signal?: AbortSignal): Promise<MadeReport> {
  const { answers, clock, timezone, currency, version } = data;
  const [days, names] = await Promise.all([data.days(), data.names()]);
  const period = reportPeriod(report.period, days);
  const compared = report.compare && resolveComparison(period, report.compare);
  // Days before the first event would make a rise of what was only not known.
  const isCovered = compared !== null && days.first_day !== null && compared.from >= days.first_day;
  const scope = { ...report, period, compare: isCovered ? report.compare : null };
  const questions = new Questions(scope, { answers, terms: data.terms, signal });
  const words = { nameOf: (slug: string) => names.campaigns.get(slug) ?? slug, currency };
  const { sections, moved } = await answerAll(data, { sections: report.sections, questions, words });
  const pdf = reportPdf({
    title: report.cover.title || report.name,
    preparedFor: report.cover.prepared_for,
    notes: report.cover.notes,
    about: aboutText(report, names),
    period,
    compared: isCovered ? compared : null,
    notCovered: isCovered ? null : compared,
    timezone,
    currency,
    asOf: new Date(clock.now()).toISOString(),
    version,
    demo: data.demo(),
    moved,
    sections,
  });
  return { period, pdf };
}

async function answerAll(
  { answers, settle }: ReportData,
  asked: { sections: readonly ReportSection[]; questions: Questions; words: SectionWords },
): Promise<{ sections: Section[]; moved: boolean }> {
  const { questions, words } = asked;
  const { period, compare } = questions.scope;
  const periods = [
    ...periodsOf({ period, ...(compare ? { compare } : {}) }),
    ...(asked.sections.includes('devices') ? periodsOf({ period }, FOLLOWS_OF_BEFORE) : []),
  ];
  for (let pass = 1; ; pass += 1) {
    await settle();
    const before = answers.version(periods);
    const sections: Section[] = [];
    for (const key of asked.sections) sections.push(await naming(key, SECTIONS[key](questions, words)));
    const moved = answers.version(periods) !== before;
    if (!moved || pass === MOST_PASSES) return { sections, moved };
  }
}

/** What a section is refused with, under its name. */
async function naming<Answer>(key: ReportSection, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.code, `${REPORT_SECTIONS[key].label}: ${error.message}`, {
      path: 'sections',
      hint: error.hint ?? 'Take the section out, or report on fewer days.',
      ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
      cause: error,
    });
  }
}

function aboutText(
  { brand, campaign }: ReportInput,
  { brands, campaigns }: Awaited<ReturnType<ReportData['names']>>,
): string {
  if (campaign !== null) return `campaign ${campaigns.get(campaign) ?? campaign}`;
  return brand === null ? 'all brands and campaigns' : `brand ${brands.get(brand) ?? brand}`;
}
