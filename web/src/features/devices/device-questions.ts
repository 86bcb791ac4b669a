import type { FunnelAnswer, FunnelRequestInput, QueryAnswer } from '@syncline/shared/query';
import { BEHAVIOUR_KEYS, type IndexAnswer, type IndexRequestInput } from '@syncline/shared/research';
import { AGAINST, type Against, SEGMENTS, type Segment } from '@syncline/shared/segments';
import type { SensitivityAnswer, SensitivityRequestInput } from '@syncline/shared/sensitivity';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { choiceField, type SearchOf, wholeField } from '../../lib/search-fields.ts';
import { api, request } from '../../lib/api.ts';
import { ask, useAnswer } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import type { WeeksBy } from './hours.ts';

/** The share of a person's actions from which a device is their primary one, where the URL names none. */
export const DEFAULT_THRESHOLD = 0.6;

const percent = wholeField(51, 100);

/**
 * What the URL of this screen holds beside the filters: the threshold in whole percent, what is compared with what, the least
 * number of actions, and whether, by what and of which behaviour the sensitivity is shown.
 */
export const devicesSearchFields = {
  primary: (raw: unknown) => {
    const whole = percent(raw);
    return whole === undefined ? undefined : whole / 100;
  },
  segment: choiceField(SEGMENTS),
  against: choiceField(AGAINST),
  least: wholeField(1, 1000),
  moved: choiceField(['threshold', 'minimum']),
  behaviour: choiceField(BEHAVIOUR_KEYS),
} as const;

/** Who is compared with whom, and how primary devices are told. */
export interface IndexRule {
  segment: Segment;
  against: Against;
  threshold: number;
  minimum: number;
}

/** The rule of the indices that the URL names, the usual one where it names none. */
export function ruleOfSearch(search: SearchOf<typeof devicesSearchFields>): IndexRule {
  const { segment = 'mobile', against = 'everyone_else', primary = DEFAULT_THRESHOLD, least = 1 } = search;
  return { segment, against, threshold: primary, minimum: least };
}

/** What was done on each device. */
export function useByDevice(scope: Scope): UseQueryResult<QueryAnswer> {
  return useAnswer(
    ask(scope, {
      metrics: ['impressions', 'reach', 'engagements', 'engagement_rate', 'purchases', 'buyers', 'actions'],
      dimensions: ['device'],
      compared: false,
    }),
  );
}

/** What people of each primary device did. */
export function useByPrimaryDevice(scope: Scope, threshold: number): UseQueryResult<QueryAnswer> {
  return useAnswer({
    ...ask(scope, {
      metrics: [
        'active_users',
        'actions_per_user',
        'impressions',
        'reach',
        'engagements',
        'engagement_rate',
        'purchases',
        'buyers',
        'actions',
      ],
      dimensions: ['primary_device'],
      compared: false,
    }),
    primary_device_threshold: threshold,
  });
}

/** How likely people of a primary device are to do what, and how much of what they have on average, against others. */
export function useIndex(scope: Scope, rule: IndexRule): UseQueryResult<IndexAnswer> {
  const json: IndexRequestInput = requestOf(scope, rule);
  // Hono's client takes "/index" off the end of an address.
  const ask = (signal: AbortSignal) => request<IndexAnswer>('/analysis/index', { json, signal });
  return useQuery({ queryKey: ['index', json], queryFn: ({ signal }) => ask(signal) });
}

/** How those indices move with the threshold and with the least number of actions. */
export function useSensitivity(scope: Scope, rule: IndexRule): UseQueryResult<SensitivityAnswer> {
  const json: SensitivityRequestInput = requestOf(scope, rule);
  const ask = (signal: AbortSignal) => request<SensitivityAnswer>('/analysis/index-sensitivity', { json, signal });
  return useQuery({ queryKey: ['index-sensitivity', json], queryFn: ({ signal }) => ask(signal) });
}

function requestOf({ period, filters }: Scope, { segment, against, threshold, minimum }: IndexRule) {
  return { period, filters, segment, against, primary_device_threshold: threshold, minimum_actions: minimum };
}

/** Actions by weekday and hour of day, by their device or by the primary device of whoever acts. */
export function useHours(scope: Scope, by: WeeksBy, threshold: number): UseQueryResult<QueryAnswer> {
  return useAnswer({
    ...ask(scope, { metrics: ['actions'], dimensions: [by, 'weekday', 'hour_of_day'], limit: 2000, compared: false }),
    // The device of an action does not hang on it: one question whatever the threshold.
    ...(by === 'primary_device' ? { primary_device_threshold: threshold } : {}),
  });
}

/** The funnel from exposure on, by the device of the first impression. */
export function useFunnelByDevice(scope: Scope): UseQueryResult<FunnelAnswer> {
  const question: FunnelRequestInput = { period: scope.period, filters: scope.filters, breakdown: 'device' };
  return useQuery({ queryKey: ['funnel', question], queryFn: ({ signal }) => api.funnel(question, signal) });
}
