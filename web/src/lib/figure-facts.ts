import { METRIC_KEYS, METRICS, type MetricUnit } from '@syncline/shared/metrics';
import type { Tier } from '@syncline/shared/query';

/** What an answer says of its own figures. */
export interface FiguresMeta {
  tier?: Tier;
  /** How an analysis counts, in the API's own words. */
  method?: string;
  /** By key, as the answer of a question has them. */
  metrics?: Readonly<Record<string, unknown>>;
}

interface Figures {
  title: string;
  /** Heads of the table: of the metrics that were asked for, those are told that it shows. */
  heads: readonly string[];
  meta: FiguresMeta | undefined;
}

/** What a metric is counted in, in words. */
export const UNIT_WORDS: Record<MetricUnit, string> = {
  count: 'count',
  people: 'distinct people',
  ratio: 'ratio',
  proportion: 'share',
  money: 'money, in the workspace currency',
};

const TIERS: Record<Tier, string> = {
  intervals: 'figures kept ready day by day',
  raw: 'the log of events itself',
  mixed: 'figures kept ready day by day, and the log of events for what came since',
};

/** How the figures of a part of a screen are counted: method, formulas, and where they were read. */
export function figureFacts({ title, heads, meta }: Figures): { name: string; text: string }[] {
  const asked = METRIC_KEYS.filter((key) => meta?.metrics && key in meta.metrics);
  const named = [title, ...heads].join('\n').toLowerCase();
  const shown = asked.filter((key) => named.includes(METRICS[key].label.toLowerCase()));
  return [
    ...(meta?.method ? [{ name: 'How they are counted', text: meta.method }] : []),
    ...(shown.length > 0 ? shown : asked).map((key) => {
      const { label, formula, unit } = METRICS[key];
      return { name: label, text: `${formula}; ${UNIT_WORDS[unit]}` };
    }),
    ...(meta?.tier ? [{ name: 'Answered from', text: TIERS[meta.tier] }] : []),
  ];
}
