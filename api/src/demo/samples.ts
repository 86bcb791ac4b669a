import type { AlertDraft } from '@syncline/shared/alerts';
import { formatMoneyShort } from '@syncline/shared/format';
import type { ReportDraft } from '@syncline/shared/reports';
import type { ScenarioDraft } from '@syncline/shared/scenarios';
import type { StudyDraft } from '@syncline/shared/studies';
import { STUDY_TEMPLATES } from '@syncline/shared/study-templates';
import { addDays } from '@syncline/shared/time';
import { demoAgreements } from './agreements.ts';
import { CAMPAIGNS, priceMinor } from './world.ts';

/** What there is to look at on the screens of things that people save, about the demo world. */
export interface DemoSamples {
  alerts: AlertDraft[];
  reports: ReportDraft[];
  studies: StudyDraft[];
  scenarios: ScenarioDraft[];
}

const STUDY_DAYS = 28;
/** Whole units of net revenue, more than most days of the world bring. */
const DAILY_GOAL = 10_000;
/** The campaign of the world that has a control group. */
const EXPERIMENT = 'halden-one';

/** The samples of a world in `currency` whose days go from `firstDay` to `today`. */
export function demoSamples(currency: string, firstDay: string, today: string): DemoSamples {
  const campaign = CAMPAIGNS.find(({ slug }) => slug === EXPERIMENT);
  const goal = priceMinor(DAILY_GOAL * 100, currency);
  const everything = demoAgreements(currency, firstDay, today).find(({ scope }) => scope.level === 'everything');
  const season = everything?.versions.at(-1);
  if (!campaign || !everything || !season) throw new Error('the demo world lacks what its samples are about');
  const yesterday = addDays(today, -1);
  const lastDays = { from: addDays(yesterday, 1 - STUDY_DAYS), to: yesterday };
  const flight = { from: addDays(firstDay, campaign.starts), to: addDays(firstDay, campaign.ends ?? STUDY_DAYS) };
  const only = { dimension: 'campaign' as const, op: 'is' as const, values: [campaign.slug] };
  /** The season's terms with other percentages for the network and the issuer. */
  const suppose = (network: string, issuer: string, funds: string | null = null) => {
    const shares = season.terms.shares.map((share) => ({
      ...share,
      terms: [
        { kind: 'percentage' as const, of: 'net' as const, percent: share.party === 'network' ? network : issuer },
      ],
    }));
    return [{ agreement: everything.slug, terms: { ...season.terms, shares, discount_funded_by: funds } }];
  };
  return {
    alerts: [
      {
        name: `${formatMoneyShort(goal, currency)} a day`,
        kind: 'goal',
        metric: 'net_revenue',
        every: 'day',
        when: 'above',
        fire_at: goal,
        clear_at: goal,
      },
    ],
    reports: [
      {
        name: 'Four weeks at a glance',
        cover: { notes: 'A sample: every section, over the 28 days up to yesterday.' },
        period: { moving: '28d' },
      },
    ],
    studies: [
      STUDY_TEMPLATES['mobile-2013'].draft({ period: lastDays, filters: [] }),
      {
        ...STUDY_TEMPLATES['campaign-added'].draft({ period: flight, filters: [only] }),
        name: `What ${campaign.name} added`,
      },
    ],
    scenarios: [
      {
        name: 'Network at 7.5 %',
        note: 'A sample: the season terms with a larger share for the network.',
        what_if: suppose('7.5', '3.5'),
        period: null,
      },
      {
        name: 'Launch terms for good',
        note: 'A sample: the network takes nothing, as at the launch.',
        what_if: suppose('0', '3'),
        period: null,
      },
    ],
  };
}
